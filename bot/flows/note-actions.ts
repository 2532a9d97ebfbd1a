import { familyOf } from '../domain/action-kind.ts'
import type { CaseId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { intentsOf, isFinal } from '../domain/machine-action.ts'
import type { Records } from '../records.ts'
import { auditAction, auditIntent } from './audit-intent.ts'
import { settleMachine } from './settle-cases.ts'
import { tellBatch } from './tell-batch.ts'
import { tellPackage } from './tell-package.ts'
import { waitAgain } from './wait-again.ts'

/**
 * Has on record what Defender lists, with what it tells of intents of unknown outcome; a family of which something has ended is
 * another generation, and every card of the machine follows. The first look is at the past, which is no news. For use in a
 * transaction.
 */
export async function noteActions(records: Records, listed: readonly MachineAction[], at: Instant): Promise<void> {
  const isNews = await everLooked(records)
  const seen = listed.filter((action) => familyOf(action) !== null)
  const changed = await records.saveActions(seen)
  if (isNews) for (const action of changed) await auditAction(records, action, at)
  for (const action of changed.filter(isFinal)) {
    const family = familyOf(action)
    if (family) await records.raiseGeneration(action.machineId, family)
  }
  const found = (await records.openIntents()).flatMap((intent) => readBack(intent, seen, at) ?? [])
  for (const intent of found) await closeIntent(records, intent, at)
  const machines = new Set([...changed, ...found].map(({ machineId }) => machineId))
  const asked = isNews ? await askedFrom(records, changed) : new Map<MachineId, CaseId>()
  for (const { machineId, caseId } of found) if (caseId) asked.set(machineId, caseId)
  for (const machine of machines) await settleMachine(records, machine, at, asked.get(machine) ?? null)
  if (isNews) for (const action of changed) await tellPackage(records, action, at)
}

/**
 * Has on record what Defender listed of one machine to whoever taps; before the first look nothing, because it could not be told
 * from the past. For use in a transaction.
 */
export async function noteListed(
  records: Records,
  machine: MachineId,
  listed: readonly MachineAction[],
  at: Instant,
): Promise<void> {
  if (!(await everLooked(records))) return
  const ofMachine = listed.filter(({ machineId }) => machineId === machine)
  await noteActions(records, ofMachine, at)
}

/** Records an intent whose outcome nobody waited for any more, and tells the batch that asked. For use in a transaction. */
export async function closeIntent(records: Records, intent: Intent, now: Instant): Promise<void> {
  await records.saveIntent(intent)
  if (intent.closedAt) await records.raiseGeneration(intent.machineId, intent.family)
  await auditIntent(records, intent, now)
  if (!(await waitAgain(records, intent, now))) await tellBatch(records, intent, now)
}

/** The cases that our actions were asked from, by their machines. */
async function askedFrom(records: Records, actions: readonly MachineAction[]): Promise<Map<MachineId, CaseId>> {
  const asked = new Map<MachineId, CaseId>()
  for (const id of actions.flatMap(intentsOf)) {
    const intent = await records.intent(id)
    if (intent?.caseId) asked.set(intent.machineId, intent.caseId)
  }
  return asked
}

async function everLooked(records: Records): Promise<boolean> {
  return (await records.cursor('actions-read')) !== null
}

/** What Defender's list says of an intent of unknown outcome; `null` where it says nothing. */
function readBack(intent: Intent, seen: readonly MachineAction[], now: Instant): Intent | null {
  const action = intent.state === 'unknown' && seen.find((one) => intentsOf(one).includes(intent.id))
  return action ? { ...intent, state: 'accepted', actionId: action.id, closedAt: now } : null
}
