import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Reviews of isolations, how long a rule leaves between them, and the daily digests. */
export const reviews = (): Migration => ({
  async up(db) {
    await db.schema
      .createTable('isolation_review')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('machine_id', 'text', (col) => col.notNull())
      .addColumn('due_at', 'text', (col) => col.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .createIndex('isolation_review_open_once')
      .unique()
      .on('isolation_review')
      .column('machine_id')
      .where(sql<boolean>`ended_at is null`)
      .execute()
    await db.schema.alterTable('rule').addColumn('review_ms', 'bigint').execute()
    await db.schema
      .createTable('digest')
      .addColumn('conversation_id', 'text', (col) => col.primaryKey())
      .addColumn('wanted', 'integer', (col) => col.notNull())
      .addColumn('told_at', 'text', (col) => col.notNull())
      .execute()
  },
})
