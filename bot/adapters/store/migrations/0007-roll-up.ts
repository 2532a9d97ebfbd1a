import type { Migration } from 'kysely/migration'

/** Cases that are a number on their thread's first card, and threads of which somebody wants to see every machine. */
export const rollUp = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('rolled_up')
      .addColumn('case_id', 'text', (col) => col.primaryKey().references('soc_case.id'))
      .addColumn('conversation_id', 'text', (col) => col.notNull())
      .addColumn('incident_id', 'bigint', (col) => col.notNull())
      .execute()
    await db.schema.createIndex('rolled_up_of').on('rolled_up').columns(['conversation_id', 'incident_id']).execute()
    await db.schema
      .alterTable('thread')
      .addColumn('shows_all', 'integer', (col) => col.notNull().defaultTo(0))
      .execute()
    await db.schema.createIndex('soc_case_of_incident').on('soc_case').columns(['conversation_id', 'incident_id']).execute()
  },
})
