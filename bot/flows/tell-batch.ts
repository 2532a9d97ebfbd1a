import { withItem } from '../domain/batch.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { Records } from '../records.ts'
import { keepBatch } from './keep-batch.ts'

/**
 * Tells the batch that asked, if one did, what became of an intent whose outcome nobody had learnt, so that its message stops
 * saying so; also when it has ended. For use in the transaction that closes the intent.
 */
export async function tellBatch(
  records: Records,
  { id, batch: batchId, machineId, verb, state, refusal }: Intent,
  now: Instant,
): Promise<void> {
  const batch = batchId && (await records.batch(batchId))
  const item = batch?.items.find((one) => one.machineId === machineId && (one.state === 'unknown' || one.state === 'asking'))
  if (!batch || !item) return
  const why = state === 'lost' ? LOST : refusal && refusalWords(refusal, verb, null)
  const outcome = state === 'accepted' ? 'accepted' : 'refused'
  await keepBatch(records, withItem(batch, { ...item, state: outcome, intentId: id, why }), now)
}

const LOST = 'Defender shows no such action. It can be asked for again.'
