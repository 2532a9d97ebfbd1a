import type { CaseId, ConversationId, MachineId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { DigestCounts, DigestRecords } from '../../records/digests.ts'
import { hiddenCases } from './hidden-cases.ts'
import type { Database } from './schema.ts'

/** Daily digests in the database. */
export function digestRecords(db: Database): DigestRecords {
  return {
    async digestPlans() {
      const rows = await db.selectFrom('digest').selectAll().orderBy('conversation_id').execute()
      return rows.map(({ conversation_id, wanted, told_at }) => ({
        conversationId: conversation_id as ConversationId,
        wanted: wanted === 1,
        toldAt: told_at as Instant,
      }))
    },
    async saveDigestPlan({ conversationId, wanted, toldAt }) {
      const row = { wanted: wanted ? 1 : 0, told_at: toldAt }
      await db
        .insertInto('digest')
        .values({ conversation_id: conversationId, ...row })
        .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
        .execute()
    },
    digestCounts: (conversation, since) => counts(db, conversation, since),
  }
}

async function counts(db: Database, conversation: ConversationId | null, since: Instant): Promise<DigestCounts> {
  let alerts = db.selectFrom('alert').where('created_at', '>=', since)
  let cases = db.selectFrom('soc_case').where('closed_at', 'is', null)
  if (conversation !== null) {
    alerts = alerts.where('id', 'in', (eb) =>
      eb.selectFrom('case_alert').select('alert_id').where('conversation_id', '=', conversation),
    )
    cases = cases.where('conversation_id', '=', conversation)
  }
  const ranks = await alerts
    .select(({ fn }) => ['severity_rank', fn.countAll<number>().as('count')])
    .groupBy('severity_rank')
    .execute()
  const rows = await cases.select(['id', 'machine_id']).execute()
  const ids = conversation === null ? [] : rows.map(({ id }) => id as CaseId)
  const hidden = await hiddenCases(db, ids)
  const open = rows.filter(({ id }) => !hidden.has(id as CaseId))
  return {
    alerts: new Map(ranks.map(({ severity_rank, count }) => [severity_rank, Number(count)])),
    openCases: open.length,
    machines: conversation === null ? null : [...new Set(open.flatMap(({ machine_id }) => (machine_id as MachineId) ?? []))],
  }
}
