import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { isLateRefusal } from '../domain/refusal.ts'
import type { Records } from '../records.ts'
import { announceBypass } from './announce-bypass.ts'
import { auditIntent } from './audit-intent.ts'
import { settleMachine } from './settle-cases.ts'
import { tellBatch } from './tell-batch.ts'
import { waitAgain } from './wait-again.ts'

/** Records where an intent of somebody who waits stands now, with the action that Defender told of. For use in a transaction. */
export async function saveOutcome(records: Records, intent: Intent, now: Instant, action: MachineAction | null): Promise<void> {
  await records.saveIntent(intent)
  if (action) await records.saveActions([action])
  if (intent.closedAt) await records.raiseGeneration(intent.machineId, intent.family)
  await auditIntent(records, intent, now)
  if (intent.state === 'sending') await announceBypass(records, intent, now)
  if (intent.approval && !(await waitAgain(records, intent, now))) await tellBatch(records, intent, now)
  await showOutcome(records, intent, now)
}

/**
 * Has every card of the machine follow. A refusal that came in time is told to the person alone: the shared card only gets
 * new buttons, and not before they could read it, because an update may take their own view away.
 */
async function showOutcome(records: Records, intent: Intent, now: Instant): Promise<void> {
  if (intent.state === 'sending') return // whoever waits is shown it by `actInTime`
  const toldAlone = intent.state === 'refused' && !isLateRefusal(intent)
  if (toldAlone && intent.caseId) await records.confirming(intent.caseId, plusMs(now, READING_MS))
  await settleMachine(records, intent.machineId, now, intent.caseId, toldAlone ? 'soon' : 'now')
}

/** Time to read why Defender refused. */
const READING_MS = 30_000
