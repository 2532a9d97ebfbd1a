import type { Migration } from 'kysely/migration'
import type { Engine } from '../schema.ts'
import { serial } from './serial.ts'

/** The lease, under which epoch of it a delivery was claimed, and what changed of late. */
export const severalInstances = (engine: Engine): Migration => ({
  async up(db) {
    await db.schema
      .createTable('lease')
      .addColumn('name', 'text', (col) => col.primaryKey())
      .addColumn('holder', 'text', (col) => col.notNull())
      .addColumn('epoch', 'integer', (col) => col.notNull())
      .addColumn('ends_at_ms', 'bigint', (col) => col.notNull())
      .execute()
    await db.schema
      .alterTable('outbox')
      .addColumn('claimed_epoch', 'integer', (col) => col.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createTable('change')
      .addColumn('seq', serial(engine), (col) => col.primaryKey())
      .addColumn('body', 'text', (col) => col.notNull())
      .execute()
  },
})
