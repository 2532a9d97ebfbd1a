import { SEVERITIES } from '../domain/alert.ts'
import type { Batch } from '../domain/batch.ts'
import type { Instant } from '../domain/instant.ts'
import { fresh } from '../domain/plan.ts'
import type { Records } from '../records.ts'

/** Records a batch as it is now, and has the message follow that tells of it. For use in a transaction. */
export async function keepBatch(records: Records, before: Batch, now: Instant): Promise<void> {
  const batch: Batch = { ...before, revision: before.revision + 1 }
  await records.saveBatch(batch)
  if (batch.told === null) return
  const content = { what: 'batch', batchId: batch.id } as const
  await records.enqueue([fresh(`batch:${batch.id}`, batch.told.conversationId, content, SEVERITIES.length, batch.revision)], now)
}
