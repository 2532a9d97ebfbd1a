import type { Migration } from 'kysely/migration'

/** The family of a machine action: until now only those of containment were kept. */
export const otherActions = (): Migration => ({
  async up(db) {
    await db.schema
      .alterTable('machine_action')
      .addColumn('family', 'text', (col) => col.notNull().defaultTo('containment'))
      .execute()
  },
})
