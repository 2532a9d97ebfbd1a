import { SEVERITIES } from '../../domain/alert.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { PRESENT_EPOCH } from './lease-records.ts'
import type { Database, Engine } from './schema.ts'

const HIGH = SEVERITIES.indexOf('High')

/**
 * Marks deliveries as `sending` and answers their rows, highest rank first, then those that have waited longest. One
 * statement: per live conversation its first due row by index, of these the first `most`; from a `scarce` one only High or more. Where several instances
 * claim at once, each passes over what another is taking.
 */
export async function claim(
  db: Database,
  engine: Engine,
  now: Instant,
  { busy, scarce }: Readonly<Record<'busy' | 'scarce', readonly ConversationId[]>>,
  most: number,
) {
  const rows = await db
    .with('picked', (cte) =>
      cte
        .selectFrom('conversation')
        .innerJoin('outbox', (join) =>
          join.on('outbox.seq', '=', (eb) =>
            eb
              .selectFrom('outbox as first')
              .select('first.seq')
              .whereRef('first.conversation_id', '=', 'conversation.id')
              .where('first.state', '=', 'due')
              .where('first.not_before', '<=', now)
              .orderBy('first.rank', 'desc')
              .orderBy('first.queued_at')
              .orderBy('first.seq')
              .limit(1),
          ),
        )
        .select('outbox.seq')
        .where('conversation.state', '=', 'live')
        .$if(scarce.length > 0, (query) =>
          query.where((eb) => eb.or([eb('conversation.id', 'not in', scarce), eb('outbox.rank', '>=', HIGH)])),
        )
        .$if(busy.length > 0, (query) => query.where('conversation.id', 'not in', busy))
        .where('outbox.state', '=', 'due') // looked at again once the row is locked: another may just have taken it
        .orderBy('outbox.rank', 'desc')
        .orderBy('outbox.queued_at')
        .orderBy('outbox.seq')
        .limit(most)
        .$if(engine === 'postgresql', (query) => query.forUpdate('outbox').skipLocked()),
    )
    .updateTable('outbox')
    .set((eb) => ({ state: 'sending', claimed_revision: eb.ref('revision'), claimed_epoch: PRESENT_EPOCH, updated_at: now }))
    .where('seq', 'in', (eb) => eb.selectFrom('picked').select('seq'))
    .returningAll()
    .execute()
  return rows.sort((a, b) => b.rank - a.rank || compare(a.queued_at, b.queued_at) || a.seq - b.seq)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
