import type { Migration } from 'kysely/migration'

/** What people asked of alerts. */
export const triages = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('triage')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('person_id', 'text', (col) => col.notNull())
      .addColumn('asked_at', 'text', (col) => col.notNull())
      .addColumn('closed_at', 'text')
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema.createIndex('triage_closed').on('triage').column('closed_at').execute()
  },
})
