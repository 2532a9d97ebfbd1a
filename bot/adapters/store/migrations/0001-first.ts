import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Engine } from '../schema.ts'
import { serial } from './serial.ts'

/** The first tables: rules, conversations, what Defender told, cases, outbox. */
export const first = (engine: Engine): Migration => ({
  async up(db) {
    await createConfiguration(db)
    await createDefender(db)
    await createCases(db)
    await createOutbox(db, engine)
  },
})

async function createConfiguration(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rule')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('conversation_id', 'text', (col) => col.notNull())
    .addColumn('least_severity', 'text', (col) => col.notNull())
    .addColumn('statuses', 'text', (col) => col.notNull())
    .addColumn('machine_groups', 'text', (col) => col.notNull())
    .addColumn('since', 'text')
    .addColumn('mention', 'text')
    .addColumn('created_at', 'text', (col) => col.notNull())
    .addColumn('created_by', 'text')
    .execute()
  await db.schema
    .createTable('conversation')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('kind', 'text', (col) => col.notNull())
    .addColumn('team_id', 'text')
    .addColumn('team_name', 'text')
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('person_id', 'text')
    .addColumn('tenant_id', 'text', (col) => col.notNull())
    .addColumn('service_url', 'text', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('updated_at', 'text', (col) => col.notNull())
    .execute()
  await db.schema
    .createTable('cursor')
    .addColumn('name', 'text', (col) => col.primaryKey())
    .addColumn('value', 'text', (col) => col.notNull())
    .execute()
}

async function createDefender(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alert')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('version', 'text', (col) => col.notNull())
    .addColumn('rules_revision', 'integer', (col) => col.notNull())
    .addColumn('severity_rank', 'integer', (col) => col.notNull())
    .addColumn('unresolved', 'integer', (col) => col.notNull())
    .addColumn('status', 'text', (col) => col.notNull())
    .addColumn('incident_id', 'bigint')
    .addColumn('machine_id', 'text')
    .addColumn('machine_group', 'text')
    .addColumn('created_at', 'text')
    .addColumn('updated_at', 'text')
    .addColumn('body', 'text', (col) => col.notNull())
    .execute()
  await db.schema
    .createTable('machine')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('body', 'text', (col) => col.notNull())
    .execute()
}

async function createCases(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('soc_case')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('conversation_id', 'text', (col) => col.notNull().references('conversation.id'))
    .addColumn('incident_id', 'bigint')
    .addColumn('machine_id', 'text')
    .addColumn('rule_id', 'text', (col) => col.notNull())
    .addColumn('severity_rank', 'integer', (col) => col.notNull())
    .addColumn('revision', 'integer', (col) => col.notNull())
    .addColumn('opened_at', 'text', (col) => col.notNull())
    .addColumn('closed_at', 'text')
    .addColumn('activity_id', 'text')
    .addColumn('posted_at', 'text')
    .execute()
  for (const column of ['incident_id', 'machine_id']) {
    const index = db.schema.createIndex(`soc_case_open_by_${column}`).on('soc_case').column(column)
    await index.where('closed_at', 'is', null).execute()
  }
  await db.schema
    .createTable('case_alert')
    .addColumn('conversation_id', 'text', (col) => col.notNull())
    .addColumn('alert_id', 'text', (col) => col.notNull().references('alert.id'))
    .addColumn('case_id', 'text', (col) => col.notNull().references('soc_case.id'))
    .addPrimaryKeyConstraint('case_alert_once', ['alert_id', 'conversation_id'])
    .execute()
  await db.schema.createIndex('case_alert_by_case').on('case_alert').column('case_id').execute()
  await db.schema
    .createTable('thread')
    .addColumn('conversation_id', 'text', (col) => col.notNull())
    .addColumn('incident_id', 'bigint', (col) => col.notNull())
    .addColumn('activity_id', 'text', (col) => col.notNull())
    .addColumn('case_id', 'text', (col) => col.notNull().references('soc_case.id'))
    .addPrimaryKeyConstraint('thread_once', ['conversation_id', 'incident_id'])
    .execute()
  await db.schema.createIndex('thread_by_case').on('thread').column('case_id').execute()
}

async function createOutbox(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('seq', serial(engine), (col) => col.primaryKey())
    .addColumn('key', 'text', (col) => col.notNull().unique())
    .addColumn('conversation_id', 'text', (col) => col.notNull())
    .addColumn('what', 'text', (col) => col.notNull())
    .addColumn('case_id', 'text')
    .addColumn('content', 'text', (col) => col.notNull())
    .addColumn('rank', 'integer', (col) => col.notNull())
    .addColumn('revision', 'integer', (col) => col.notNull())
    .addColumn('claimed_revision', 'integer')
    .addColumn('state', 'text', (col) => col.notNull())
    .addColumn('not_before', 'text', (col) => col.notNull())
    .addColumn('queued_at', 'text', (col) => col.notNull())
    .addColumn('tries', 'integer', (col) => col.notNull())
    .addColumn('unclear_posts', 'integer', (col) => col.notNull())
    .addColumn('sent_print', 'text')
    .addColumn('last_error', 'text')
    .addColumn('created_at', 'text', (col) => col.notNull())
    .addColumn('updated_at', 'text', (col) => col.notNull())
    .execute()
  await db.schema
    .createIndex('outbox_order')
    .on('outbox')
    .columns(['state', 'conversation_id', 'rank desc', 'queued_at', 'seq', 'not_before'])
    .execute()
  await db.schema.createIndex('outbox_next').on('outbox').columns(['state', 'not_before']).execute()
}
