import { sql } from 'kysely'
import type { Delivery } from '../../domain/delivery.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OutboxRecords } from '../../records/outbox.ts'
import { claim } from './claim.ts'
import { PRESENT_EPOCH } from './lease-records.ts'
import { outboxRow, readDelivery } from './outbox-row.ts'
import type { Database, Engine } from './schema.ts'
import { atomically, inChunks } from './statements.ts'
import { stuckRecords } from './stuck-records.ts'

/** Deliveries in the database. The outcome of a try touches only a row that stands as it was claimed. */
export function outboxRecords(database: Database, engine: Engine): OutboxRecords {
  const claimed = ({ key, epoch }: Delivery) =>
    database.updateTable('outbox').where('key', '=', key).where('claimed_epoch', '=', epoch)
  const sending = (delivery: Delivery) => claimed(delivery).where('state', '=', 'sending')

  return {
    async enqueue(deliveries, now) {
      const deleted = await database.selectFrom('conversation').select('id').where('state', '=', 'deleted').execute()
      const rows = merged(deliveries)
        .filter(({ conversationId }) => !deleted.some(({ id }) => id === conversationId))
        .map((delivery) => outboxRow(delivery, now))
      await atomically(database, (db) => inChunks(rows, (chunk) => insertOrRevive(db, chunk)))
    },
    async claim(now, busy, most, scarce = []) {
      return (await claim(database, engine, now, { busy, scarce }, most)).map(readDelivery)
    },
    async sent(delivery, print, now) {
      const outcome = { not_before: now, queued_at: now, tries: 0, sent_print: print, last_error: null, updated_at: now }
      const { numUpdatedRows } = await claimed(delivery)
        .where((eb) => eb.or([eb('state', '=', 'sending'), RECOVERED]))
        .set({
          ...outcome,
          state: dueWhenWantedNewer('sent'),
          unclear_posts: sql`unclear_posts - case when state = 'sending' or ${IS_UPDATE} then 0 else 1 end`,
        })
        .executeTakeFirst()
      return numUpdatedRows > 0
    },
    async later(delivery, at, unclear, why) {
      await sending(delivery)
        .set({
          state: 'due',
          not_before: at,
          tries: sql`tries + 1`,
          unclear_posts: sql`unclear_posts + ${unclear === 'post' ? 1 : 0}`,
          ...(unclear !== null && { sent_print: null }),
          last_error: why,
        })
        .execute()
    },
    async hasten(conversation, now) {
      await database
        .updateTable('outbox')
        .where('state', '=', 'due')
        .where('conversation_id', '=', conversation)
        .where('not_before', '>', now)
        .where(CAME_TO_NOTHING)
        .set({ not_before: now })
        .execute()
    },
    async dead(delivery, why, now) {
      const row = await sending(delivery)
        .set({ state: dueWhenWantedNewer('dead'), tries: sql`tries + 1`, last_error: why, updated_at: now })
        .returning('state')
        .executeTakeFirst()
      return row?.state === 'dead'
    },
    async recover(at) {
      const { numUpdatedRows } = await database
        .updateTable('outbox')
        .where('state', '=', 'sending')
        .set({
          state: 'due',
          not_before: at,
          tries: sql`tries + 1`,
          unclear_posts: sql`unclear_posts + case when ${IS_UPDATE} then 0 else 1 end`,
          sent_print: null,
          last_error: null,
        })
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
    ...stuckRecords(database),
    async nextDue() {
      const row = await database
        .selectFrom('outbox')
        .select('not_before')
        .where('state', '=', 'due')
        .where('conversation_id', 'in', (eb) => eb.selectFrom('conversation').select('id').where('state', '=', 'live'))
        .orderBy('not_before')
        .limit(1)
        .executeTakeFirst()
      return (row?.not_before ?? null) as Instant | null
    },
    async counts() {
      const rows = await database
        .selectFrom('outbox')
        .leftJoin('conversation', (join) => join.onRef('id', '=', 'conversation_id').on('conversation.state', '=', 'live'))
        .select(({ fn }) => [
          'outbox.state',
          fn.countAll<number>().as('rows'),
          fn.count<number>('conversation.id').as('live'),
          fn.sum<number>('unclear_posts').as('unclear_posts'),
        ])
        .groupBy('outbox.state')
        .execute()
      const of = (state: string) => rows.find((row) => row.state === state) ?? { rows: 0, live: 0 }
      return {
        due: of('due').live,
        sending: of('sending').rows,
        dead: of('dead').rows,
        waiting: of('due').rows - of('due').live,
        unclearPosts: rows.reduce((sum, row) => sum + row.unclear_posts, 0),
      }
    },
    async sentSince(since) {
      const rows = await database
        .selectFrom('outbox')
        .select(['conversation_id', 'updated_at'])
        .where('updated_at', '>=', since)
        .where('claimed_revision', 'is not', null)
        .execute()
      return rows.map((row) => ({ conversationId: row.conversation_id as ConversationId, at: row.updated_at as Instant }))
    },
  }
}

/** An update says the same again; a post may stand in the conversation twice. */
const IS_UPDATE = sql`outbox.what = 'card' and exists (
  select 1 from soc_case where soc_case.id = outbox.case_id and soc_case.activity_id is not null)`

/** Its last try surely came to nothing, or was an update; of what was recovered nobody knows, and no error is on record. */
const CAME_TO_NOTHING = sql<boolean>`outbox.tries > 0 and outbox.last_error is not null and (outbox.unclear_posts = 0 or ${IS_UPDATE})`

/** A new holder of the lease has already taken the outcome for unknown, and has not tried again yet. */
const RECOVERED = sql<boolean>`state = 'due' and claimed_epoch < ${PRESENT_EPOCH}`

/** What was sent is old already when a higher revision was queued meanwhile. */
function dueWhenWantedNewer(otherwise: 'sent' | 'dead') {
  return sql<string>`case when revision > claimed_revision then 'due' else ${otherwise} end`
}

/** One of each key, at the highest revision and rank. */
function merged(deliveries: readonly Delivery[]): Delivery[] {
  const byKey = new Map<string, Delivery>()
  for (const one of deliveries) {
    const before = byKey.get(one.key) ?? one
    byKey.set(one.key, {
      ...one,
      rank: Math.max(one.rank, before.rank),
      revision: Math.max(one.revision, before.revision),
    })
  }
  return [...byKey.values()]
}

/**
 * A card, a review and the pulse are due again whenever they are queued; words that were queued once are not said twice, unless the first try
 * ended dead. What waits already keeps its place, and what a failure has it wait for, is waited for until its rank rises.
 */
function insertOrRevive(db: Database, rows: readonly ReturnType<typeof outboxRow>[]) {
  return db
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          state: sql`case when outbox.state = 'sending' then 'sending' else 'due' end`,
          content: sql`excluded.content`,
          revision: sql`case when excluded.revision > outbox.revision then excluded.revision else outbox.revision end`,
          rank: sql`case when outbox.state in ('due', 'sending') and outbox.rank > excluded.rank then outbox.rank else excluded.rank end`,
          not_before: sql`case
            when outbox.state = 'due' and excluded.not_before < outbox.not_before
              and (outbox.tries = 0 or excluded.rank > outbox.rank and ${CAME_TO_NOTHING}) then excluded.not_before
            when outbox.state in ('due', 'sending') then outbox.not_before
            else excluded.not_before end`,
          queued_at: sql`case when outbox.state in ('due', 'sending') then outbox.queued_at else excluded.queued_at end`,
          tries: sql`case when outbox.state = 'dead' then 0 else outbox.tries end`,
        })
        .where(sql<boolean>`outbox.what in ('card', 'review', 'batch', 'pulse') or outbox.state = 'dead'`),
    )
    .execute()
}
