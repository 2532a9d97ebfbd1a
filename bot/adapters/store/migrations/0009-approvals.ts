import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Requests for a second person, of which one waits per machine and family; intents are counted by when they were asked. */
export const approvals = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('approval')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('machine_id', 'text', (col) => col.notNull())
      .addColumn('family', 'text', (col) => col.notNull())
      .addColumn('state', 'text', (col) => col.notNull())
      .addColumn('asked_at', 'text', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .createIndex('approval_waiting')
      .unique()
      .on('approval')
      .columns(['machine_id', 'family'])
      .where(sql<boolean>`state = 'waiting'`)
      .execute()
    await db.schema.createIndex('intent_asked').on('intent').column('asked_at').execute()
  },
})
