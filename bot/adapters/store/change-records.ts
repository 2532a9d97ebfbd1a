import type { Change } from '../../domain/change.ts'
import type { ChangeRecords } from '../../records/changes.ts'
import type { Database } from './schema.ts'

/** An instance that falls further behind does not hear all. */
const KEPT = 500

/** What changed of late, in the database. */
export function changeRecords(db: Database): ChangeRecords {
  return {
    async noteChanges(changes) {
      if (changes.length === 0) return
      const { seq } = await db
        .insertInto('change')
        .values({ body: JSON.stringify(changes) })
        .returning('seq')
        .executeTakeFirstOrThrow()
      await db
        .deleteFrom('change')
        .where('seq', '<=', seq - KEPT)
        .execute()
    },
    async changesAfter(seq) {
      if (seq === null) {
        const newest = await db
          .selectFrom('change')
          .select(({ fn }) => fn.max('seq').as('seq'))
          .executeTakeFirst()
        return { changes: [], seq: newest?.seq ?? 0 }
      }
      const rows = await db.selectFrom('change').selectAll().where('seq', '>', seq).orderBy('seq').execute()
      return { changes: rows.flatMap(({ body }) => JSON.parse(body) as Change[]), seq: rows.at(-1)?.seq ?? seq }
    },
  }
}
