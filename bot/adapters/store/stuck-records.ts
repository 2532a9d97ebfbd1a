import type { ExpressionBuilder } from 'kysely'
import type { Delivery } from '../../domain/delivery.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OutboxRecords } from '../../records/outbox.ts'
import type { Database, Tables } from './schema.ts'

/** Deliveries that are not on their way, and what an operator may do about those that were given up. */
export function stuckRecords(db: Database): Pick<OutboxRecords, 'stuck' | 'retryDead' | 'giveUp' | 'dropDead'> {
  return {
    async stuck(most) {
      const rows = await db
        .selectFrom('outbox')
        .leftJoin('conversation', (join) => join.onRef('id', '=', 'conversation_id').on('conversation.state', '=', 'live'))
        .select(['key', 'conversation_id', 'what', 'outbox.state', 'tries', 'last_error', 'queued_at'])
        .where((eb) =>
          eb.or([eb('outbox.state', '=', 'dead'), eb('outbox.state', '=', 'due').and('conversation.id', 'is', null)]),
        )
        .orderBy('queued_at')
        .orderBy('seq')
        .limit(most)
        .execute()
      return rows.map((row) => ({
        key: row.key,
        conversationId: row.conversation_id as ConversationId,
        state: row.state === 'dead' ? 'dead' : 'waiting',
        what: row.what as Delivery['content']['what'],
        tries: row.tries,
        why: row.last_error,
        since: row.queued_at as Instant,
      }))
    },
    async retryDead(keys, now) {
      const rows = await db
        .updateTable('outbox')
        .set({ state: 'due', not_before: now, tries: 0 })
        .where('state', '=', 'dead')
        .$if(keys !== null, (query) => query.where('key', 'in', keys ?? []))
        .returning('key')
        .execute()
      return rows.map(({ key }) => key)
    },
    async giveUp(conversation, why, now) {
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ state: 'dead', last_error: why, updated_at: now })
        .where('conversation_id', '=', conversation)
        .where('state', 'in', ['due', 'sending'])
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
    async dropDead(keys) {
      const rows = await db
        .deleteFrom('outbox')
        .$if(keys === null, (query) => query.where('state', '=', 'dead'))
        .$if(keys !== null, (query) =>
          query.where('key', 'in', keys ?? []).where((eb) => eb.or([eb('state', '=', 'dead'), waitsForGone(eb)])),
        )
        .returning('key')
        .execute()
      return rows.map(({ key }) => key)
    },
  }
}

function waitsForGone(eb: ExpressionBuilder<Tables, 'outbox'>) {
  const gone = eb.selectFrom('conversation').select('id').where('state', 'in', ['gone', 'deleted'])
  return eb('state', '=', 'due').and('conversation_id', 'in', gone)
}
