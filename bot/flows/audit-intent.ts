import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { AuditRecords } from '../ports.ts'

/** Writes where an intent stands now into the audit; in the same transaction as the intent itself. */
export function auditIntent(records: AuditRecords, intent: Intent, at: Instant): Promise<void> {
  const { verb, isolationType, reason, upn, refusal } = intent
  return records.appendAudit({
    at,
    event: `action.${intent.state}`,
    person: intent.person,
    machineId: intent.machineId,
    caseId: intent.caseId,
    intentId: intent.id,
    actionId: intent.actionId,
    detail: { verb, reason, ...(isolationType && { isolationType }), ...(upn && { upn }), ...(refusal && { refusal }) },
  })
}
