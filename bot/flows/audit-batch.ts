import type { Batch } from '../domain/batch.ts'
import { turnsTaken } from '../domain/batch.ts'
import type { Instant } from '../domain/instant.ts'
import type { AuditRecords } from '../records/audit.ts'

/** What happens to a batch as a whole; what it asks for is on record intent by intent, with the batch's id. */
export type BatchEvent = 'begun' | 'gone-on' | 'stop-asked' | 'stopped' | 'ended'

/** Writes what became of a batch into the audit; in the same transaction as the batch itself. */
export async function auditBatch(
  records: AuditRecords,
  batch: Batch,
  event: BatchEvent,
  person: Batch['person'],
  at: Instant,
): Promise<void> {
  const { id, verb, isolationType, reason, why, items } = batch
  await records.appendAudit({
    at,
    event: `batch.${event}`,
    person,
    machineId: null,
    caseId: batch.told?.caseId ?? null,
    intentId: null,
    actionId: null,
    detail: {
      batch: id,
      verb,
      machines: String(items.length),
      turns: String(turnsTaken(batch)),
      reason,
      ...(isolationType && { isolationType }),
      ...(why && { stopped: why }),
    },
  })
}
