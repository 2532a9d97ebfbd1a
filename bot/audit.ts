import { once } from 'node:events'
import { parseArgs } from 'node:util'
import type { Format } from './audit-lines.ts'
import { FORMATS, headOf, lineOf } from './audit-lines.ts'
import { faultWords, reconciledWords } from './audit-words.ts'
import { runCommand, UsageError } from './command-line.ts'
import { readDefender } from './compose/read-defender.ts'
import { openStoreOf } from './compose/store.ts'
import { parseReadingConfig, parseStoreConfig } from './config.ts'
import type { PersonId } from './domain/ids.ts'
import type { Instant } from './domain/instant.ts'
import { instantOf, plusMs } from './domain/instant.ts'
import { isExplained } from './domain/reconcile.ts'
import { parseWhen } from './domain/when.ts'
import { erasePerson } from './flows/erase-person.ts'
import { reconcileAudit } from './flows/reconcile-audit.ts'
import type { AuditHead, AuditSpan } from './records/audit.ts'
import type { Store } from './records.ts'

const HELP = `npm run audit -- <command> [options]

  verify                checks the chain from its first entry to its last; says how many there are and its head
    --head SEQ:HASH     also that it holds this head, from a line of a log that is kept elsewhere
  export                writes the entries to standard output; into a file without npm's own lines:
                        npm run --silent audit -- export > FILE
    --format F          ${FORMATS.join(' or ')} (jsonl, if left out)
    --since W           from when: 2026-11-01 (UTC), or 30d, 4h, 30m ago (from the first, if left out)
    --until W           until when, that moment left out (to the last, if left out)
  reconcile             compares with Defender's machine actions, both ways; needs the settings of Defender too
    --since W           from when, at most 170d ago (30d, if left out)
  erase OID             erases the name, UPN and words of the person with this Entra object id, from the audit and from
                        what they asked for, and ends their session

verify and reconcile end with exit code 1 when something is wrong. It works on the store that DATA_DIR or DATABASE_URL
names, while the bot runs or not.
--env-file PATH takes the settings of a file.
`

const OPTIONS = { head: ['verify'], format: ['export'], since: ['export', 'reconcile'], until: ['export'] } as const
const COMMANDS: readonly string[] = ['verify', 'export', 'reconcile', 'erase']

async function main(args: readonly string[]): Promise<string> {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { head: text, format: text, since: text, until: text, help: { type: 'boolean', short: 'h' } },
  })
  const [command, oid, ...more] = positionals
  if (values.help || command === undefined || command === 'help') return HELP
  if (!COMMANDS.includes(command)) throw new UsageError(`unknown command "${command}"`)
  if ((command === 'erase') !== (oid !== undefined) || more.length > 0)
    throw new UsageError(command === 'erase' ? 'erase needs one Entra object id' : `${command} takes options only`)
  for (const [name, commands] of Object.entries(OPTIONS)) {
    const given = values[name as keyof typeof OPTIONS] !== undefined
    if (given && !commands.some((one) => one === command)) throw new UsageError(`${command} takes no --${name}`)
  }
  const now = instantOf(Date.now())
  const span = { since: when('--since', values.since, now), until: when('--until', values.until, now) }
  const known = values.head === undefined ? null : headFrom(values.head)
  const format = formatFrom(values.format ?? 'jsonl')

  await using store = await openStoreOf(parseStoreConfig(process.env))
  if (command === 'verify') return await verify(store, known)
  if (command === 'export') return await writeOut(store, format, span)
  if (command === 'reconcile') return await compare(store, span.since ?? plusMs(now, -30 * DAY_MS), now)
  return await erase(store, (oid ?? '').toLowerCase() as PersonId, now)
}

const DAY_MS = 24 * 60 * 60_000

async function verify(store: Store, known: AuditHead | null): Promise<string> {
  const verdict = await store.verifyAudit(known)
  if (!verdict.sound) throw new Error(faultWords(verdict.fault))
  const { head, erasedTexts } = verdict
  if (!head) return 'The audit is empty.\n'
  const gone = erasedTexts === 0 ? '' : `, ${erasedTexts} texts erased`
  return `Whole: ${head.seq} ${head.seq === 1 ? 'entry' : 'entries'}${gone}. Its head is ${head.seq}:${head.hash}\n`
}

const AT_ONCE = 500

async function writeOut(store: Store, format: Format, span: AuditSpan): Promise<string> {
  let text = headOf(format)
  for (let last = 0; ; ) {
    const page = await store.auditAfter(last, AT_ONCE, span)
    text += page.map((record) => lineOf(format, record)).join('')
    const end = page.at(-1)
    if (!end) return text
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
    text = ''
    last = end.seq
  }
}

/** Defender keeps machine actions for half a year, and the comparison reaches a few days further back than it is asked. */
const MOST_BACK_MS = 170 * DAY_MS

async function compare(store: Store, since: Instant, now: Instant): Promise<string> {
  if (since < plusMs(now, -MOST_BACK_MS))
    throw new UsageError('--since: Defender keeps machine actions for half a year; at most 170d')
  const clock = () => instantOf(Date.now())
  const actions = await readDefender(parseReadingConfig(process.env), clock)
  const reconciled = await reconcileAudit({ store, actions, now: clock }, since, AbortSignal.timeout(120_000))
  if (!reconciled.findings.every(isExplained)) process.exitCode = 1
  return reconciledWords(reconciled, since)
}

async function erase(store: Store, oid: PersonId, now: Instant): Promise<string> {
  const texts = await erasePerson(store, oid, now)
  if (texts === null) throw new UsageError(`nothing is kept of a person ${oid}`)
  return `Erased the name and UPN of ${oid}, and ${texts} ${texts === 1 ? 'text' : 'texts'} of theirs.\n`
}

function when(option: string, given: string | undefined, now: Instant): Instant | null {
  if (given === undefined) return null
  const instant = parseWhen(given, now)
  if (!instant) throw new UsageError(`${option}: "${given}" is no moment such as 2026-11-01, 30d, 4h or 30m`)
  return instant
}

function headFrom(given: string): AuditHead {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(given) ?? []
  if (!seq || !hash) throw new UsageError('--head: give the number and the hash of an entry, such as 12:0a1b…')
  return { seq: Number(seq), hash }
}

function formatFrom(given: string): Format {
  const format = FORMATS.find((one) => one === given)
  if (!format) throw new UsageError(`--format: "${given}" is none of ${FORMATS.join(', ')}`)
  return format
}

await runCommand('audit', main)
