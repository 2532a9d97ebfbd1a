import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { instantOf } from '../../../domain/instant.ts'

/** When a 1:1 chat's rule was last held against what Defender shows its person; those that there are count as held now. */
export const confirmedRules = (): Migration => ({
  async up(db) {
    await db.schema.alterTable('rule').addColumn('confirmed_at', 'text').execute()
    await sql`update rule set confirmed_at = ${instantOf(Date.now())}`.execute(db)
  },
})
