import { isDeepStrictEqual } from 'node:util'
import type { Batch, BatchItem } from '../../domain/batch.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { BatchRecords } from '../../records/batches.ts'
import type { Database } from './schema.ts'
import { atomically, fromExcluded } from './statements.ts'

/** Batches in the database. */
export function batchRecords(database: Database): BatchRecords {
  const read = async (rows: readonly { id: string; body: string }[]): Promise<Batch[]> => {
    const batches: Batch[] = []
    for (const { id, body } of rows) batches.push({ ...(JSON.parse(body) as Batch), items: await itemsOf(database, id) })
    return batches
  }
  const all = database.selectFrom('batch').select(['id', 'body'])
  return {
    saveBatch: (batch) => atomically(database, (db) => saveBatch(db, batch)),
    async batch(id) {
      const [found] = await read(await all.where('id', '=', id).execute())
      return found ?? null
    },
    async newestBatch(person) {
      const rows = await all.where('person_id', '=', person).orderBy('began_at', 'desc').orderBy('id').limit(1).execute()
      const [found] = await read(rows)
      return found ?? null
    },
    liveBatches: async () => read(await all.where('ended_at', 'is', null).orderBy('began_at').execute()),
    async forgetBatcher(person) {
      let found = false
      for (const batch of await read(await all.where('ended_at', 'is not', null).execute())) {
        const nameless = withoutName(batch, person)
        if (isDeepStrictEqual(nameless, batch)) continue
        await atomically(database, (db) => saveBatch(db, nameless))
        found = true
      }
      return found
    },
  }
}

/** Takes away batches that ended before. */
export async function forgetBatches(db: Database, before: Instant): Promise<void> {
  const ended = db.selectFrom('batch').select('id').where('ended_at', '<', before)
  await db.deleteFrom('batch_item').where('batch_id', 'in', ended).execute()
  await db.deleteFrom('batch').where('ended_at', '<', before).execute()
}

async function saveBatch(db: Database, { items, ...batch }: Batch): Promise<void> {
  const row = {
    id: batch.id,
    person_id: batch.person.id,
    began_at: batch.beganAt,
    ended_at: batch.endedAt,
    body: JSON.stringify(batch),
  }
  await db
    .insertInto('batch')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded([row])))
    .execute()
  const rows = items.map((item, position) => ({ batch_id: batch.id, position, body: JSON.stringify(item) }))
  await db
    .insertInto('batch_item')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['batch_id', 'position']).doUpdateSet(({ ref }) => ({ body: ref('excluded.body') })),
    )
    .execute()
}

async function itemsOf(db: Database, id: string): Promise<BatchItem[]> {
  const rows = await db.selectFrom('batch_item').select('body').where('batch_id', '=', id).orderBy('position').execute()
  return rows.map(({ body }) => JSON.parse(body) as BatchItem)
}

function withoutName(batch: Batch, person: PersonId): Batch {
  const nobody = { id: person, name: 'Somebody' }
  const asked = batch.person.id === person ? { ...batch, person: nobody, reason: '' } : batch
  const stopped = asked.stoppedBy?.id === person ? { ...asked, stoppedBy: nobody } : asked
  if (!batch.items.some(({ endedBy }) => endedBy?.id === person)) return stopped
  return { ...stopped, items: batch.items.map((item) => (item.endedBy?.id === person ? { ...item, endedBy: nobody } : item)) }
}
