import type { AuditRecord } from './records/audit.ts'

/** How the audit is exported. */
export const FORMATS = ['jsonl', 'csv'] as const
export type Format = (typeof FORMATS)[number]

/** What comes before the first entry. */
export function headOf(format: Format): string {
  return format === 'csv' ? csvLine(COLUMNS.map(([name]) => name)) : ''
}

/** One entry, with its end of line. */
export function lineOf(format: Format, record: AuditRecord): string {
  return format === 'csv' ? csvLine(COLUMNS.map(([, of]) => of(record))) : `${JSON.stringify(record)}\n`
}

const ERASED = '[erased]'

const detail =
  (name: string) =>
  ({ detail: { [name]: text } }: AuditRecord): string =>
    text === null ? ERASED : (text ?? '')

const OF_THEIR_OWN = [
  'tid',
  'upn',
  'mode',
  'verb',
  'isolationType',
  'scanType',
  'sha1',
  'cancels',
  'reason',
  'refusal',
  'requestor',
  'why',
]

const COLUMNS: readonly (readonly [name: string, of: (record: AuditRecord) => string])[] = [
  ['seq', ({ seq }) => String(seq)],
  ['at', ({ at }) => at],
  ['event', ({ event }) => event],
  ['oid', ({ person }) => person?.id ?? ''],
  ['tid', detail('tid')],
  ['name', ({ person }) => (person ? (person.name ?? ERASED) : '')],
  ['upn', (record) => detail('upn')(record) || (record.person?.upn ?? '')],
  ['machineId', ({ machineId }) => machineId ?? ''],
  ['caseId', ({ caseId }) => caseId ?? ''],
  ['intentId', ({ intentId }) => intentId ?? ''],
  ['actionId', ({ actionId }) => actionId ?? ''],
  ...OF_THEIR_OWN.slice(2).map((name) => [name, detail(name)] as const),
  ['more', (record) => more(record)],
  ['prev', ({ prev }) => prev],
  ['hash', ({ hash }) => hash],
]

function more({ detail: all }: AuditRecord): string {
  const others = Object.entries(all).filter(([name]) => !OF_THEIR_OWN.includes(name))
  return others.length === 0 ? '' : JSON.stringify(Object.fromEntries(others))
}

/** A record of RFC 4180: every field in quotes, the line ended by CR LF. */
function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => `"${noFormula(field).replaceAll('"', '""')}"`).join(',')}\r\n`
}

/** Spreadsheets run what begins like a formula (OWASP: CSV Injection), with ASCII signs or wide ones; an apostrophe makes it text. */
function noFormula(field: string): string {
  return /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(field) ? `'${field}` : field
}
