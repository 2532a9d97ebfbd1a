import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Engine } from '../schema.ts'
import { serial } from './serial.ts'

/** Intents, Defender's machine actions, generations, the audit, drafts; and cards that wait while somebody confirms. */
export const intents = (engine: Engine): Migration => ({
  async up(db) {
    await db.schema
      .createTable('intent')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('machine_id', 'text', (col) => col.notNull())
      .addColumn('family', 'text', (col) => col.notNull())
      .addColumn('state', 'text', (col) => col.notNull())
      .addColumn('asked_at', 'text', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .createIndex('intent_open_once')
      .unique()
      .on('intent')
      .columns(['machine_id', 'family'])
      .where(sql<boolean>`state in ('asked', 'sending', 'unknown')`)
      .execute()
    await db.schema.createIndex('intent_newest').on('intent').columns(['machine_id', 'asked_at']).execute()
    await db.schema
      .createTable('machine_action')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('machine_id', 'text', (col) => col.notNull())
      .addColumn('final', 'integer', (col) => col.notNull())
      .addColumn('created_at', 'text', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema.createIndex('machine_action_of_machine').on('machine_action').columns(['machine_id', 'created_at']).execute()
    await db.schema.createIndex('machine_action_open').on('machine_action').column('id').where(sql<boolean>`final = 0`).execute()
    await db.schema
      .createTable('generation')
      .addColumn('machine_id', 'text', (col) => col.notNull())
      .addColumn('family', 'text', (col) => col.notNull())
      .addColumn('generation', 'integer', (col) => col.notNull())
      .addPrimaryKeyConstraint('generation_once', ['machine_id', 'family'])
      .execute()
    await db.schema
      .createTable('audit')
      .addColumn('seq', serial(engine), (col) => col.primaryKey())
      .addColumn('at', 'text', (col) => col.notNull())
      .addColumn('event', 'text', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .alterTable('outbox')
      .addColumn('urgent', 'integer', (col) => col.notNull().defaultTo(1))
      .execute()
    await db.schema
      .createTable('draft')
      .addColumn('id', 'text', (col) => col.primaryKey())
      .addColumn('body', 'text', (col) => col.notNull())
      .addColumn('ends_at', 'text', (col) => col.notNull())
      .execute()
    await db.schema.alterTable('soc_case').addColumn('confirm_until', 'text').execute()
    await db.schema.createIndex('soc_case_by_machine').on('soc_case').column('machine_id').execute()
  },
})
