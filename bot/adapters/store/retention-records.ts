import type { Instant } from '../../domain/instant.ts'
import type { RetentionRecords } from '../../records/retention.ts'
import { forgetBatches } from './batch-records.ts'
import type { Database } from './schema.ts'
import { atomically } from './statements.ts'

/** Forgetting, in the database: a few hundred rows a call, so that nothing waits long. */
export function retentionRecords(database: Database): RetentionRecords {
  return {
    forget: (before, most) =>
      atomically(database, async (db) => {
        const cases = await forgetCases(db, before, most)
        const { numDeletedRows: deliveries } = await db
          .deleteFrom('outbox')
          .where('seq', 'in', (eb) =>
            eb
              .selectFrom('outbox')
              .select('seq')
              .where('state', '=', 'sent')
              .where('what', 'in', ['text', 'notice', 'raise', 'review', 'package', 'batch'])
              .where('updated_at', '<', before)
              .limit(most),
          )
          .executeTakeFirst()
        const { numDeletedRows: alerts } = await db
          .deleteFrom('alert')
          .where('id', 'in', (eb) =>
            eb
              .selectFrom('alert')
              .select('id')
              .where((alert) => alert.fn.coalesce('updated_at', 'created_at'), '<', before)
              .where(({ not, exists, selectFrom }) =>
                not(exists(selectFrom('case_alert').select('case_id').whereRef('case_alert.alert_id', '=', 'alert.id'))),
              )
              .limit(most),
          )
          .executeTakeFirst()
        await db.deleteFrom('isolation_review').where('ended_at', '<', before).execute()
        await db
          .deleteFrom('approval')
          .where('id', 'in', (eb) =>
            eb.selectFrom('approval').select('id').where('state', '!=', 'waiting').where('asked_at', '<', before).limit(most),
          )
          .execute()
        await forgetBatches(db, before)
        return { cases, deliveries: Number(deliveries), alerts: Number(alerts) }
      }),
  }
}

/**
 * A closed case goes with everything that hangs on it, once nothing of it is left to deliver, or the bot was removed from
 * its conversation; its card in Teams stays as it is.
 */
async function forgetCases(db: Database, before: Instant, most: number): Promise<number> {
  const rows = await db
    .selectFrom('soc_case')
    .select('id')
    .where('closed_at', '<', before)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('outbox')
        .innerJoin('conversation', 'conversation.id', 'outbox.conversation_id')
        .select('case_id')
        .where('outbox.state', 'in', ['due', 'sending', 'dead'])
        .where('case_id', 'is not', null)
        .where('conversation.state', '!=', 'gone')
        .$narrowType<{ case_id: string }>(),
    )
    .limit(most)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  for (const table of ['rolled_up', 'thread', 'case_alert', 'outbox'] as const) {
    await db.deleteFrom(table).where('case_id', 'in', ids).execute()
  }
  await db.deleteFrom('soc_case').where('id', 'in', ids).execute()
  return ids.length
}
