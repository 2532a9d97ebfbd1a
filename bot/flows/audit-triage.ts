import type { Instant } from '../domain/instant.ts'
import type { Triage } from '../domain/triage.ts'
import { changeCodes } from '../domain/triage.ts'
import type { AuditRecords } from '../records/audit.ts'

/** Alerts that an entry names; of more it says how many. */
const MOST_NAMED = 20

/** Writes where a triage stands into the audit; in the same transaction as the triage itself. */
export async function auditTriage(records: AuditRecords, triage: Triage, at: Instant): Promise<void> {
  const { id, alertIds, change, mode, upn, refusal, state, updated } = triage
  await records.appendAudit({
    at,
    event: `triage.${state}`,
    person: triage.person,
    machineId: triage.machineId,
    caseId: triage.caseId,
    intentId: null,
    actionId: null,
    detail: {
      triageId: id,
      mode,
      alerts: String(alertIds.length),
      alertIds: alertIds.slice(0, MOST_NAMED).join(' '),
      ...changeCodes(change),
      ...(change.assignedTo && { assignedTo: change.assignedTo }),
      ...(change.comment && { comment: change.comment }),
      ...(upn && { upn }),
      ...(refusal && { refusal }),
      ...(state === 'asked' ? {} : { updated: String(updated) }),
    },
  })
}
