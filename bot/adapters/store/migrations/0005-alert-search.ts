import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { readAlert } from '../defender-records.ts'
import type { Tables } from '../schema.ts'
import { groupKey, searchText } from '../search-text.ts'

/** Alerts as people look for them: newest first, by text, by machine group in upper or lower case, by incident, by machine. */
export const alertSearch = (): Migration => ({
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable('alert')
      .addColumn('search', 'text', (col) => col.notNull().defaultTo(''))
      .execute()
    await fill(db)
    const newest = db.schema.createIndex('alert_newest').on('alert')
    await newest.expression(sql`(coalesce(created_at, '')) desc, id desc, ${sql.raw(DECIDING)}`).execute()
    for (const column of ['incident_id', 'machine_id']) {
      await db.schema.createIndex(`alert_by_${column}`).on('alert').column(column).execute()
    }
  },
})

/** What decides whether an alert is listed stands in the index, so that counting never reads whole alerts. */
const DECIDING = 'machine_group, status, severity_rank, machine_id'

/** Rows that fill the memory less than one answer of Defender's. */
const AT_ONCE = 500

async function fill(db: Kysely<Tables>): Promise<void> {
  for (let last = ''; ; ) {
    const rows = await db.selectFrom('alert').select(['id', 'body']).where('id', '>', last).orderBy('id').limit(AT_ONCE).execute()
    for (const { id, body } of rows) {
      const alert = readAlert(body)
      const machine_group = groupKey(alert.machineGroup)
      await db
        .updateTable('alert')
        .set({ search: searchText(alert), machine_group })
        .where('id', '=', id)
        .execute()
    }
    const next = rows.at(-1)
    if (!next) return
    last = next.id
  }
}
