import { sql } from 'kysely'
import type { LeaseRecords } from '../../records/lease.ts'
import type { Database, Engine } from './schema.ts'
import { atomically } from './statements.ts'

/** The one lease there is. */
const NAME = 'loops'

/** The lease in the database. It is taken in a transaction, so that it never changes hands in the middle of another. */
export function leaseRecords(database: Database, engine: Engine): LeaseRecords {
  const nowMs =
    engine === 'sqlite'
      ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
      : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
  const inMs = (ms: number) => sql<number>`${nowMs} + cast(${ms} as integer)`
  const heldUnder = (epoch: number) => database.updateTable('lease').where('name', '=', NAME).where('epoch', '=', epoch)

  return {
    async lease() {
      const row = await database.selectFrom('lease').selectAll().where('name', '=', NAME).executeTakeFirst()
      return row ? { holder: row.holder, epoch: row.epoch } : null
    },
    takeLease(holder, forMs) {
      return atomically(database, async (db) => {
        const taken = await db
          .insertInto('lease')
          .values({ name: NAME, holder, epoch: 1, ends_at_ms: inMs(forMs) })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet({ holder, epoch: sql`lease.epoch + 1`, ends_at_ms: inMs(forMs) })
              .where((eb) => eb.or([eb('lease.holder', '=', holder), eb('lease.ends_at_ms', '<=', nowMs)])),
          )
          .returning('epoch')
          .executeTakeFirst()
        return taken?.epoch ?? null
      })
    },
    async renewLease(epoch, forMs) {
      const { numUpdatedRows } = await heldUnder(epoch)
        .set({ ends_at_ms: inMs(forMs) })
        .executeTakeFirst()
      return numUpdatedRows > 0
    },
    async releaseLease(epoch) {
      await heldUnder(epoch).set({ ends_at_ms: 0 }).execute()
    },
  }
}

/** The present epoch, inside a statement; 0 when the lease was never taken. */
export const PRESENT_EPOCH = sql<number>`coalesce((select epoch from lease where name = ${NAME}), 0)`
