import type { PersonId } from '../domain/ids.ts'
import type { Policy } from '../domain/policy.ts'
import type { Stop } from '../domain/stop.ts'
import type { Clock } from '../ports.ts'
import type { Records } from '../records.ts'
import { auditChange } from './audit-change.ts'
import { settleCases } from './settle-cases.ts'
import { tellOperator } from './tell-operator.ts'

/** What stopping needs. */
export interface StopPorts {
  /** Of the caller's transaction. */
  readonly records: Records
  readonly policy: Policy
  readonly now: Clock
}

/**
 * Stops all new actions in the tenant, or lets them go on; the person must be a lead. Cards of open cases and the operators
 * are told. What is under way at Defender goes on and is followed. False when it stood so already.
 */
export async function stopActions(
  { records, policy, now }: StopPorts,
  by: { readonly id: PersonId; readonly name: string },
  stops: boolean,
): Promise<boolean> {
  const before = await records.stop()
  if ((before !== null) === stops) return false
  const stop: Stop | null = stops ? { by, at: now(), except: policy.whileStopped } : null
  await records.setStop(stop)
  await auditChange(records, now(), stops ? 'actions.stopped' : 'actions.resumed', by, {})
  await settleCases(records, await records.openCaseIds(), now(), 'now')
  const title = stops ? `${by.name} has stopped all actions` : `${by.name} lets actions go on`
  const line = stops
    ? 'Nothing new is asked of any machine from here until a lead says "resume actions". What is under way is followed.'
    : 'Machines can be acted on again.'
  await tellOperator({ store: records, now }, `stop:${now()}`, { title, lines: [line] })
  return true
}
