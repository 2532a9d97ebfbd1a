import type { AuditFault, AuditHead, AuditVerdict } from '../../records/audit.ts'
import { BEGINNING, bodyOf, hashOf, proofOf } from './audit-chain.ts'
import type { AuditRow, AuditTextRow, Database } from './schema.ts'

/** Rows read at a time; no more are held. */
const AT_ONCE = 1000

/** Checks the chain from its first entry to its last, with the texts that are still there. */
export async function verifyAudit(db: Database, known: AuditHead | null): Promise<AuditVerdict> {
  let head = BEGINNING
  let gone = 0
  let erased = 0
  const fault = (seq: number, what: AuditFault['what']): AuditVerdict => ({ sound: false, fault: { seq, what } })
  for await (const { row, texts } of rowsOf(db)) {
    const what = wrongLink(head, row)
    if (what) return fault(what === 'missing' ? head.seq + 1 : row.seq, what)
    if (row.seq === known?.seq && row.hash !== known.hash) return fault(row.seq, 'other-head')
    const { proofs, codes } = bodyOf(row)
    if (texts.some((text) => proofOf(text) !== proofs[text.name])) return fault(row.seq, 'text-altered')
    gone += Object.keys(proofs).length - texts.length
    if (row.event === ERASED) erased += Number(codes['texts'])
    head = row
  }
  if (known && known.seq > head.seq) return fault(head.seq, 'cut-off')
  if (gone > erased) return fault(head.seq, 'texts-gone')
  return { sound: true, head: head.seq === 0 ? null : { seq: head.seq, hash: head.hash }, erasedTexts: gone }
}

/** The event of an erasure, whose `texts` says how many texts it took. */
const ERASED = 'person.erased'

function wrongLink(head: AuditHead, row: AuditRow): AuditFault['what'] | null {
  if (row.seq > head.seq + 1) return 'missing'
  if (row.seq <= head.seq) return 'inserted' // before the first
  const whole = hashOf(row) === row.hash
  if (row.prev === head.hash) return whole ? null : 'altered'
  if (whole) return 'rewritten'
  return hashOf({ ...row, prev: head.hash }) === row.hash ? 'altered' : 'inserted'
}

async function* rowsOf(db: Database): AsyncGenerator<{ readonly row: AuditRow; readonly texts: readonly AuditTextRow[] }> {
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await db.selectFrom('audit').selectAll().where('seq', '>', last).orderBy('seq').limit(AT_ONCE).execute()
    const [first, end] = [rows[0], rows.at(-1)]
    if (!first || !end) return
    const beside = db.selectFrom('audit_text').selectAll().where('seq', '>=', first.seq).where('seq', '<=', end.seq)
    const texts = Map.groupBy(await beside.execute(), ({ seq }) => seq)
    for (const row of rows) yield { row, texts: texts.get(row.seq) ?? [] }
    last = end.seq
  }
}
