import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Engine } from '../schema.ts'

/** Lines of the audit are added; the database itself refuses to change or remove one. */
export const appendOnly = (engine: Engine): Migration => ({
  async up(db) {
    if (engine === 'postgresql') {
      await sql`create function refuse_change() returns trigger language plpgsql as
        $$ begin raise exception 'the audit is append-only'; end $$`.execute(db)
      await sql`create trigger audit_append_only before update or delete or truncate on audit
        for each statement execute function refuse_change()`.execute(db)
      return
    }
    for (const change of ['update', 'delete']) {
      const trigger = sql.raw(`create trigger audit_no_${change} before ${change} on audit
        begin select raise(abort, 'the audit is append-only'); end`)
      await sql`${trigger}`.execute(db)
    }
  },
})
