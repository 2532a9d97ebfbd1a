import { KINDS } from '../domain/action-kind.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Refusal, Wanted } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { actionsOfFamily, isFinal, LISTED_WITHIN_MS } from '../domain/machine-action.ts'
import type { Records } from '../records.ts'
import type { Wish } from './act-on-machine.ts'
import { noteListed } from './note-actions.ts'

/** What a wish comes to, seeing what is open on the machine. */
export type Step =
  | { readonly do: 'start' }
  | { readonly do: 'cancel' | 'join'; readonly action: MachineAction }
  | { readonly do: 'refuse'; readonly refusal: Refusal }

/**
 * Has on record what Defender has just listed of the machine, and decides by it what a wish comes to. Nothing is begun or
 * cancelled on what somebody saw before the list showed something of the family to be over. For use in the transaction that
 * records the step.
 */
export async function nextStep(
  records: Records,
  wish: Wanted & Pick<Wish, 'machineId' | 'generation'>,
  listed: readonly MachineAction[],
  now: Instant,
): Promise<Step> {
  await noteListed(records, wish.machineId, listed, now)
  const step = stepOf(wish, [...listed, ...(await unlisted(records, wish.machineId, listed, now))])
  if (step.do === 'join' || step.do === 'refuse') return step
  const present = await records.generation(wish.machineId, wish.family)
  return present === wish.generation ? step : { do: 'refuse', refusal: 'overtaken' }
}

/** What Defender told us of lately that its list does not show yet. */
async function unlisted(
  records: Records,
  machine: MachineId,
  listed: readonly MachineAction[],
  now: Instant,
): Promise<MachineAction[]> {
  const young = plusMs(now, -LISTED_WITHIN_MS)
  const recorded = await records.actionsOfMachine(machine, ENOUGH)
  return recorded.filter(({ id, createdAt }) => createdAt > young && !listed.some((one) => one.id === id))
}

/** More than are asked of a machine in so short a time. */
const ENOUGH = 50

/** Decides what a wish comes to: one of the kind that is open is joined, what takes it back cancels it or has to wait. */
function stepOf({ verb, family, cancels }: Wanted, actions: readonly MachineAction[]): Step {
  const open = actionsOfFamily(actions, family).filter((action) => !isFinal(action))
  if (verb === 'cancel') {
    const action = open.find(({ id }) => id === cancels)
    return action ? { do: 'cancel', action } : { do: 'refuse', refusal: 'has-ended' }
  }
  const [action] = open
  const { type, undoes } = KINDS[verb]
  if (!action) return { do: 'start' }
  if (action.type === undoes && action.status === 'Pending') return { do: 'cancel', action }
  return action.type === type ? { do: 'join', action } : { do: 'refuse', refusal: 'already-running' }
}
