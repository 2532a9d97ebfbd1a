import type { Instant } from '../domain/instant.ts'
import type { AuditEntry, AuditRecords } from '../records/audit.ts'

/** Who changes something: a person, or whoever may use the command line. */
export type Changer = AuditEntry['person']

/** Writes a change that is about no machine into the audit; in the same transaction as the change itself. */
export async function auditChange(
  records: AuditRecords,
  at: Instant,
  event: string,
  person: Changer,
  detail: AuditEntry['detail'],
): Promise<void> {
  await records.appendAudit({ at, event, person, machineId: null, caseId: null, intentId: null, actionId: null, detail })
}
