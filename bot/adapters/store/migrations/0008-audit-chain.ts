import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { AuditEntry } from '../../../records/audit.ts'
import { BEGINNING } from '../audit-chain.ts'
import { appendTo } from '../audit-records.ts'
import type { Database, Engine } from '../schema.ts'

/** The audit as a chain, with people's names and words beside it; what was on record before is chained in its order. */
export const auditChain = (engine: Engine): Migration => ({
  async up(db: Database) {
    const number = engine === 'sqlite' ? 'integer' : 'bigint'
    await db.schema.alterTable('audit').renameTo('audit_unchained').execute()
    await db.schema
      .createTable('audit')
      .addColumn('seq', number, (col) => col.primaryKey())
      .addColumn('at', 'text', (col) => col.notNull())
      .addColumn('event', 'text', (col) => col.notNull())
      .addColumn('body', 'text', (col) => col.notNull())
      .addColumn('prev', 'text', (col) => col.notNull())
      .addColumn('hash', 'text', (col) => col.notNull())
      .execute()
    await db.schema
      .createTable('audit_text')
      .addColumn('seq', number, (col) => col.notNull())
      .addColumn('name', 'text', (col) => col.notNull())
      .addColumn('oid', 'text')
      .addColumn('salt', 'text', (col) => col.notNull())
      .addColumn('text', 'text', (col) => col.notNull())
      .addPrimaryKeyConstraint('audit_text_once', ['seq', 'name'])
      .execute()
    await db.schema.createIndex('audit_text_of_person').on('audit_text').column('oid').execute()
    await db.schema
      .createTable('person')
      .addColumn('oid', 'text', (col) => col.primaryKey())
      .addColumn('name', 'text', (col) => col.notNull())
      .addColumn('upn', 'text')
      .addColumn('seen_at', 'text', (col) => col.notNull())
      .execute()
    await chainOlder(db)
    await sql`drop table audit_unchained`.execute(db)
    await (engine === 'sqlite' ? refuseChangesInSqlite(db) : refuseChangesInPostgres(db))
  },
})

/** Rows that fill the memory but little. */
const AT_ONCE = 500

async function chainOlder(db: Database): Promise<void> {
  let head = BEGINNING
  for (let last = 0; ; ) {
    const { rows } = await sql<{ seq: number; body: string }>`
      select seq, body from audit_unchained where seq > ${last} order by seq limit ${AT_ONCE}`.execute(db)
    for (const { body } of rows) head = await appendTo(db, head, JSON.parse(body) as AuditEntry)
    const end = rows.at(-1)
    if (!end) return
    last = end.seq
  }
}

/** Texts may be taken away, which the chain then tells; nothing else may happen to what is on record. */
async function refuseChangesInSqlite(db: Database): Promise<void> {
  for (const [table, change] of [
    ['audit', 'update'],
    ['audit', 'delete'],
    ['audit_text', 'update'],
  ]) {
    await sql`${sql.raw(`create trigger ${table}_no_${change} before ${change} on ${table}
      begin select raise(abort, 'the audit is append-only'); end`)}`.execute(db)
  }
}

/** By the function that an earlier migration made. */
async function refuseChangesInPostgres(db: Database): Promise<void> {
  await sql`create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function refuse_change()`.execute(db)
  await sql`create trigger audit_text_append_only before update or truncate on audit_text
    for each statement execute function refuse_change()`.execute(db)
}
