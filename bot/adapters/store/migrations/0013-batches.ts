import type { Migration } from 'kysely/migration'

/** Batches and their machines. */
export const batches = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('batch')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('person_id', 'text', (col) => col.notNull())
      .addColumn('began_at', 'text', (col) => col.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema.createIndex('batch_person').on('batch').columns(['person_id', 'began_at']).execute()
    await db.schema
      .createTable('batch_item')
      .addColumn('batch_id', 'text', (col) => col.notNull())
      .addColumn('position', 'integer', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .addPrimaryKeyConstraint('batch_item_key', ['batch_id', 'position'])
      .execute()
  },
})
