import type { Instant } from '../../domain/instant.ts'
import type { AuditEntry, AuditHead, AuditRecord, AuditRecords } from '../../records/audit.ts'
import { BEGINNING, bodyOf, chained } from './audit-chain.ts'
import type { AuditRow, Database } from './schema.ts'
import { atomically, inChunks } from './statements.ts'
import { verifyAudit } from './verify-audit.ts'

/** The audit in the database. Transactions come one after another, so the newest row is what the next is chained to. */
export function auditRecords(database: Database): AuditRecords {
  return {
    appendAudit: (entry) =>
      atomically(database, async (db) => {
        const newest = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
        return appendTo(db, newest ?? BEGINNING, entry)
      }),
    async audit(most) {
      return read(database, await database.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(most).execute())
    },
    async auditAfter(seq, most, { since, until }) {
      const rows = database.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(most)
      const young = since === null ? rows : rows.where('at', '>=', since)
      return read(database, await (until === null ? young : young.where('at', '<', until)).execute())
    },
    verifyAudit: (known) => verifyAudit(database, known),
    erasePerson: (oid) =>
      atomically(database, async (db) => {
        const person = await db.deleteFrom('person').where('oid', '=', oid).returning('upn').executeTakeFirst()
        const upn = person?.upn?.toLowerCase() ?? null
        const { numDeletedRows } = await db
          .deleteFrom('audit_text')
          .where(({ or, and, eb, fn }) =>
            or([
              eb('oid', '=', oid),
              and([eb('name', '=', 'requestor'), eb(fn<string>('lower', ['text']), '=', upn)]), // nobody's words, but their name
            ]),
          )
          .executeTakeFirst()
        return person || numDeletedRows > 0n ? Number(numDeletedRows) : null
      }),
  }
}

/** Adds an entry after `head`, which must be the newest, and answers the new head. */
export async function appendTo(db: Database, head: AuditHead, entry: AuditEntry): Promise<AuditHead> {
  const { row, texts } = chained(head, entry)
  await db.insertInto('audit').values(row).execute()
  if (texts.length > 0) await db.insertInto('audit_text').values(texts).execute()
  if (entry.person) {
    const upn = entry.detail['upn']
    const seen = { name: entry.person.name, seen_at: entry.at, ...(upn && { upn }) }
    await db
      .insertInto('person')
      .values({ upn: null, ...seen, oid: entry.person.id })
      .onConflict((conflict) => conflict.column('oid').doUpdateSet(seen))
      .execute()
  }
  return row
}

async function read(db: Database, rows: readonly AuditRow[]): Promise<AuditRecord[]> {
  const bodies = rows.map(bodyOf)
  const texts = await inChunks(
    rows.map(({ seq }) => seq),
    (seqs) => db.selectFrom('audit_text').select(['seq', 'name', 'text']).where('seq', 'in', seqs).execute(),
  )
  const people = await inChunks([...new Set(bodies.flatMap(({ oid }) => oid ?? []))], (oids) =>
    db.selectFrom('person').select(['oid', 'name', 'upn']).where('oid', 'in', oids).execute(),
  )
  const textOf = new Map(texts.map(({ seq, name, text }) => [`${seq} ${name}`, text]))
  const personOf = new Map(people.map((person) => [person.oid, person]))
  return rows.map(({ seq, prev, hash, at, event, body }) => {
    const { oid, machineId, caseId, intentId, actionId, codes, proofs } = bodyOf({ body })
    const known = oid === null ? null : personOf.get(oid)
    const words = Object.keys(proofs).map((name) => [name, textOf.get(`${seq} ${name}`) ?? null])
    return {
      ...{ seq, prev, hash, at: at as Instant, event, machineId, caseId, intentId, actionId },
      person: oid === null ? null : { id: oid, name: known?.name ?? null, upn: known?.upn ?? null },
      detail: { ...codes, ...Object.fromEntries(words) },
    }
  })
}
