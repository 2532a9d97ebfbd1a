import { wordOf } from '../domain/alert.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { intentsOf } from '../domain/machine-action.ts'
import type { AuditRecords } from '../records/audit.ts'

/** Writes where an intent stands now into the audit; in the same transaction as the intent itself. */
export async function auditIntent(records: AuditRecords, intent: Intent, at: Instant): Promise<void> {
  const { mode, verb, isolationType, scanType, sha1, cancels, reason, upn, refusal, approval, batch } = intent
  await records.appendAudit({
    at,
    event: `action.${intent.state}`,
    person: intent.person,
    machineId: intent.machineId,
    caseId: intent.caseId,
    intentId: intent.id,
    actionId: intent.actionId,
    detail: {
      mode,
      verb,
      reason,
      ...(isolationType && { isolationType }),
      ...(scanType && { scanType }),
      ...(sha1 && { sha1 }),
      ...(cancels && { cancels }),
      ...(upn && { upn }),
      ...(batch && { batch }),
      ...(refusal && { refusal }),
      ...(approval && { approval: approval.id, askedBy: approval.askedBy.id, how: approval.how }),
    },
  })
}

/** Writes what Defender tells of a machine action into the audit: ours, those made in the portal, and those of others. */
export async function auditAction(records: AuditRecords, action: MachineAction, at: Instant): Promise<void> {
  const { type, requestor, source } = action
  await records.appendAudit({
    at,
    event: `machine-action.${wordOf(action.status)}`,
    person: null,
    machineId: action.machineId,
    caseId: null,
    intentId: intentsOf(action)[0] ?? null,
    actionId: action.id,
    detail: { type, ...(requestor && { requestor }), ...(source && { source }) },
  })
}
