import type { Migration } from 'kysely/migration'

/** People's sessions and the sign-ins under way. Both are sealed: nothing in them is readable here. */
export const sessions = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('session')
      .addColumn('person_id', 'text', (col) => col.primaryKey())
      .addColumn('sealed', 'text', (col) => col.notNull())
      .addColumn('version', 'integer', (col) => col.notNull())
      .addColumn('ends_at', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .createTable('sign_in')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('sealed', 'text', (col) => col.notNull())
      .addColumn('code_hash', 'text')
      .addColumn('ends_at', 'text', (col) => col.notNull())
      .execute()
  },
})
