import { waitsAgain } from '../domain/approval.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { Records } from '../records.ts'
import { tellBatchOfWaiting } from './tell-batch.ts'

/**
 * Has the request that an intent answers for wait again when whoever answered was refused and nothing was done, with an entry
 * in the audit; its batch is told. Whether it does. For use in the transaction that records the refusal.
 */
export async function waitAgain(records: Records, intent: Intent, now: Instant): Promise<boolean> {
  const { id, machineId, family, refusal } = intent
  const answered = intent.approval && (await records.approval(intent.approval.id))
  const generation = await records.generation(machineId, family)
  if (!answered || !waitsAgain(answered, intent, generation)) return false
  const reopened = await records.reopenApproval(answered.id, generation)
  if (!reopened) return false
  const { request, askedBy } = reopened
  await records.appendAudit({
    at: now,
    event: 'approval.reopened',
    person: null,
    machineId,
    caseId: request.caseId,
    intentId: id,
    actionId: null,
    detail: { approval: reopened.id, verb: request.verb, askedBy: askedBy.id, ...(refusal && { refusal }) },
  })
  await tellBatchOfWaiting(records, reopened, now)
  return true
}
