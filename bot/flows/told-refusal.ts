import type { Intent } from '../domain/intent.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { Records } from '../records.ts'

/** Why nothing was done, for whoever was refused, and whether the request that they answered still waits; `null` where nothing was refused. */
export async function toldRefusal(
  records: Pick<Records, 'machines' | 'approval'>,
  { machineId, verb, refusal, approval }: Pick<Intent, 'machineId' | 'verb' | 'refusal' | 'approval'>,
): Promise<string | null> {
  if (!refusal) return null
  const machine = (await records.machines([machineId])).get(machineId)
  const words = refusalWords(refusal, verb, machine?.machineGroup ?? null)
  const request = approval && (await records.approval(approval.id))
  return request?.state === 'waiting' ? `${words} The request still waits for a second person.` : words
}
