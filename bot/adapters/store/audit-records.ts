import type { AuditEntry, AuditRecords } from '../../records/audit.ts'
import type { Database } from './schema.ts'

/** The audit in the database: lines are added, and nothing here changes or removes one. */
export function auditRecords(db: Database): AuditRecords {
  return {
    async appendAudit(entry) {
      await db
        .insertInto('audit')
        .values({ at: entry.at, event: entry.event, body: JSON.stringify(entry) })
        .execute()
    },
    async audit(most) {
      const rows = await db.selectFrom('audit').select('body').orderBy('seq', 'desc').limit(most).execute()
      return rows.map(({ body }) => JSON.parse(body) as AuditEntry)
    },
  }
}
