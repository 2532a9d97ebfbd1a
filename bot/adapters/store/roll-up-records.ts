import { sql } from 'kysely'
import type { Crowd } from '../../domain/crowd.ts'
import { ALWAYS_SHOWN } from '../../domain/crowd.ts'
import type { CaseId, ConversationId, IncidentId } from '../../domain/ids.ts'
import type { RollUpRecords } from '../../records/roll-up.ts'
import type { Database } from './schema.ts'
import { atomically, inChunks } from './statements.ts'

/** Machines of large incidents that are counted rather than shown, in the database. */
export function rollUpRecords(database: Database): RollUpRecords {
  return {
    async backlogs(now) {
      const rows = await database
        .selectFrom('conversation')
        .leftJoin('outbox', (join) =>
          join
            .onRef('outbox.conversation_id', '=', 'conversation.id')
            .on('outbox.state', '=', 'due')
            .on('outbox.not_before', '<=', now),
        )
        .where('conversation.state', '=', 'live')
        .where('conversation.kind', '=', 'channel')
        .groupBy('conversation.id')
        .select(({ fn, eb }) => [
          'conversation.id',
          fn.count<number>('outbox.seq').as('due'),
          eb
            .exists(eb.selectFrom('rolled_up').select('case_id').whereRef('rolled_up.conversation_id', '=', 'conversation.id'))
            .as('counted'),
        ])
        .execute()
      return rows.map(({ id, due, counted }) => ({ id: id as ConversationId, due, counted: Boolean(counted) }))
    },
    async crowds(conversation) {
      const rows = await database
        .selectFrom('soc_case')
        .innerJoin('thread', (join) =>
          join
            .onRef('thread.conversation_id', '=', 'soc_case.conversation_id')
            .onRef('thread.incident_id', '=', 'soc_case.incident_id'),
        )
        .leftJoin('rolled_up', 'rolled_up.case_id', 'soc_case.id')
        .leftJoin('outbox', (join) => join.on('outbox.key', '=', sql<string>`'card:' || soc_case.id`))
        .where('soc_case.conversation_id', '=', conversation)
        .where('soc_case.incident_id', 'in', (eb) =>
          eb
            .selectFrom('soc_case as one')
            .select('one.incident_id')
            .where('one.conversation_id', '=', conversation)
            .groupBy('one.incident_id')
            .having(({ fn }) => fn.countAll(), '>', ALWAYS_SHOWN),
        )
        .select([
          'soc_case.id',
          'soc_case.incident_id',
          'soc_case.severity_rank',
          'soc_case.opened_at',
          'soc_case.activity_id',
          'thread.shows_all',
          'thread.case_id as first',
          'rolled_up.case_id as rolled_up',
          'outbox.state',
          'outbox.tries',
        ])
        .execute()
      return [...Map.groupBy(rows, ({ incident_id }) => incident_id as IncidentId)].map(([incidentId, cases]): Crowd => {
        const members = Map.groupBy(cases, (row) => {
          if (row.rolled_up !== null) return 'rolledUp'
          return row.activity_id === null && row.state === 'due' && row.tries === 0 ? 'waiting' : 'shown'
        })
        const of = (kind: 'waiting' | 'rolledUp') =>
          (members.get(kind) ?? []).map((row) => ({
            id: row.id as CaseId,
            severityRank: row.severity_rank,
            openedAt: row.opened_at,
          }))
        return {
          conversationId: conversation,
          incidentId,
          first: cases[0]?.first as CaseId,
          showsAll: cases.some(({ shows_all }) => shows_all === 1),
          shown: (members.get('shown') ?? []).map(({ severity_rank }) => severity_rank),
          waiting: of('waiting'),
          rolledUp: of('rolledUp'),
        }
      })
    },
    rollUp(ids) {
      return atomically(database, (db) =>
        inChunks(ids, async (chunk) => {
          const taken = await db
            .deleteFrom('outbox')
            .where(
              'key',
              'in',
              chunk.map((id) => `card:${id}`),
            )
            .where('state', '=', 'due')
            .where('tries', '=', 0)
            .returning('case_id')
            .execute()
          const cases = taken.flatMap(({ case_id }) => case_id ?? [])
          if (cases.length > 0) {
            await db
              .insertInto('rolled_up')
              .columns(['case_id', 'conversation_id', 'incident_id'])
              .expression((eb) =>
                eb
                  .selectFrom('soc_case')
                  .select(['id', 'conversation_id', 'incident_id'])
                  .where('id', 'in', cases)
                  .where('incident_id', 'is not', null)
                  .$narrowType<{ incident_id: number }>(),
              )
              .execute()
          }
          return cases as CaseId[]
        }),
      )
    },
    async unroll(ids) {
      const rows = await inChunks(ids, (chunk) =>
        database.deleteFrom('rolled_up').where('case_id', 'in', chunk).returning('case_id').execute(),
      )
      return rows.map(({ case_id }) => case_id as CaseId)
    },
    async showAll(conversation, incident) {
      await database
        .updateTable('thread')
        .set({ shows_all: 1 })
        .where('conversation_id', '=', conversation)
        .where('incident_id', '=', incident)
        .execute()
    },
    async countedOn(ids) {
      const rows = await inChunks(ids, (chunk) =>
        database
          .selectFrom('rolled_up')
          .leftJoin('thread', (join) =>
            join
              .onRef('thread.conversation_id', '=', 'rolled_up.conversation_id')
              .onRef('thread.incident_id', '=', 'rolled_up.incident_id'),
          )
          .select(['rolled_up.case_id', 'thread.case_id as first'])
          .where('rolled_up.case_id', 'in', chunk)
          .execute(),
      )
      return new Map(rows.map(({ case_id, first }) => [case_id as CaseId, first as CaseId | null]))
    },
  }
}

/** Machines that are a number on this card, by severity rank; none where it is not the first of its thread. */
export async function countedOnCard(db: Database, id: CaseId): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('thread')
    .innerJoin('rolled_up', (join) =>
      join
        .onRef('rolled_up.conversation_id', '=', 'thread.conversation_id')
        .onRef('rolled_up.incident_id', '=', 'thread.incident_id'),
    )
    .innerJoin('soc_case', 'soc_case.id', 'rolled_up.case_id')
    .where('thread.case_id', '=', id)
    .groupBy('soc_case.severity_rank')
    .select(({ fn }) => ['soc_case.severity_rank', fn.countAll<number>().as('count')])
    .execute()
  return new Map(rows.map(({ severity_rank, count }) => [severity_rank, Number(count)]))
}
