import { createHash, randomBytes } from 'node:crypto'
import type { ActionId, CaseId, IntentId, MachineId, PersonId } from '../../domain/ids.ts'
import type { AuditEntry, AuditHead } from '../../records/audit.ts'
import type { AuditRow, AuditTextRow } from './schema.ts'
import { storable } from './storable.ts'

/** The head of a chain that has no entry yet. */
export const BEGINNING: AuditHead = { seq: 0, hash: '0'.repeat(64) }

/** What of an entry is in the chain besides its time and event: ids, codes, and for each text a proof in its place. */
interface Body {
  readonly oid: PersonId | null
  readonly machineId: MachineId | null
  readonly caseId: CaseId | null
  readonly intentId: IntentId | null
  readonly actionId: ActionId | null
  readonly codes: Readonly<Record<string, string>>
  readonly proofs: Readonly<Record<string, string>>
}

/** Details that are codes and ids of ours or Defender's. Whatever is not named here may be somebody's words. */
const CODES: ReadonlySet<string> = new Set([
  ...['tid', 'verb', 'isolationType', 'mode', 'refusal', 'type', 'source', 'by', 'key', 'ruleId', 'conversationId'],
  ...['dueAt', 'hours', 'from', 'digest'],
  ...['oid', 'texts', 'cases', 'deliveries', 'alerts', 'triageId', 'alertIds', 'status', 'verdict', 'updated'],
  ...['scanType', 'sha1', 'cancels'],
  ...['approval', 'askedBy', 'how', 'endsAt'],
  ...['batch', 'machines', 'turns', 'stopped'],
])

/** The next row of the chain, and the texts to keep beside it. */
export function chained(head: AuditHead, entry: AuditEntry): { readonly row: AuditRow; readonly texts: AuditTextRow[] } {
  const seq = head.seq + 1
  const oid = entry.person?.id ?? null
  const texts = Object.entries(entry.detail).flatMap(([name, text]): AuditTextRow[] =>
    CODES.has(name) ? [] : [{ seq, name, oid, salt: randomBytes(16).toString('hex'), text: plainText(text) }],
  )
  const { machineId, caseId, intentId, actionId } = entry
  const body: Body = {
    oid,
    machineId,
    caseId,
    intentId,
    actionId,
    codes: Object.fromEntries(Object.entries(entry.detail).filter(([name]) => CODES.has(name))),
    proofs: Object.fromEntries(texts.map((text) => [text.name, proofOf(text)])),
  }
  const row = { prev: head.hash, seq, at: entry.at, event: plainText(entry.event), body: JSON.stringify(body) }
  return { row: { ...row, hash: hashOf(row) }, texts }
}

/** The hash that a row should have: over its columns as they are stored, which no second writing of the same can change. */
export function hashOf({ prev, seq, at, event, body }: Omit<AuditRow, 'hash'>): string {
  return sha256(JSON.stringify([prev, seq, at, event, body]))
}

/** What stands in the chain for a text. The salt goes with the text, so that nobody can guess what was erased. */
export function proofOf({ salt, text }: Pick<AuditTextRow, 'salt' | 'text'>): string {
  return sha256(JSON.stringify([salt, text]))
}

/** What `chained` put into a row's body. */
export function bodyOf({ body }: Pick<AuditRow, 'body'>): Body {
  return JSON.parse(body) as Body
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** As both engines give it back, so that it is still what was hashed. */
function plainText(text: string): string {
  return String(storable(text))
}
