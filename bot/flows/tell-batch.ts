import type { Approval } from '../domain/approval.ts'
import type { BatchItem } from '../domain/batch.ts'
import { isAwaited, withItem } from '../domain/batch.ts'
import type { Unanswered } from '../domain/batch-outcome.ts'
import { itemOfIntent, itemOfRequest, itemOfWaiting } from '../domain/batch-outcome.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { Records } from '../records.ts'
import { keepBatch } from './keep-batch.ts'

/**
 * Tells the batch that asked, if one did, what became of an intent that it does not wait for itself: its outcome was not
 * learnt, or it answers for a second person. Also when the batch has ended. For use in the transaction that records the intent.
 */
export async function tellBatch(records: Records, intent: Intent, now: Instant): Promise<void> {
  if (intent.state === 'asked' || intent.state === 'sending') return
  await tellItem(records, intent, (item) => itemOfIntent(item, intent, null), now)
}

/** Tells it that its request for a second person has ended without one. For use in the transaction that ends the request. */
export async function tellBatchOfEnd(
  records: Records,
  { request, endedBy }: Approval,
  how: Unanswered,
  now: Instant,
): Promise<void> {
  await tellItem(records, request, (item) => itemOfRequest(item, how, endedBy), now)
}

/** Tells it that its request for a second person waits again. For use in the transaction that reopens the request. */
export async function tellBatchOfWaiting(records: Records, approval: Approval, now: Instant): Promise<void> {
  await tellItem(records, approval.request, (item) => itemOfWaiting(item, approval), now)
}

async function tellItem(
  records: Records,
  { batch: id, machineId }: Pick<Intent, 'batch' | 'machineId'>,
  told: (item: BatchItem) => BatchItem,
  now: Instant,
): Promise<void> {
  const batch = id && (await records.batch(id))
  const item = batch?.items.find((one) => one.machineId === machineId && isAwaited(one))
  if (batch && item) await keepBatch(records, withItem(batch, told(item)), now)
}
