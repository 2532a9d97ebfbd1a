import { KINDS } from '../domain/action-kind.ts'
import type { MachineId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { Refusal, Wanted } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { actionsOfFamily, isFinal, LISTED_WITHIN_MS } from '../domain/machine-action.ts'
import type { ActingPerson, Clock, DefenderAsPerson } from '../ports.ts'
import type { Store } from '../records.ts'

/** What Defender lists of a machine, and what it told us of lately that its list does not show yet. @throws BotError */
export async function knownActions(
  {
    store,
    defender,
    now,
  }: { readonly store: Store; readonly defender: Pick<DefenderAsPerson, 'actionsOf'>; readonly now: Clock },
  machine: MachineId,
  { token }: ActingPerson,
  signal: AbortSignal,
): Promise<MachineAction[]> {
  const listed = await defender.actionsOf(machine, token, signal)
  const young = plusMs(now(), -LISTED_WITHIN_MS)
  const recorded = await store.actionsOfMachine(machine, ENOUGH)
  const unlisted = recorded.filter(({ id, createdAt }) => createdAt > young && !listed.some((one) => one.id === id))
  return [...listed, ...unlisted]
}

/** More than are asked of a machine in so short a time. */
const ENOUGH = 50

/** What a wish comes to, seeing what is open on the machine. */
export type Step =
  | { readonly do: 'start' }
  | { readonly do: 'cancel' | 'join'; readonly action: MachineAction }
  | { readonly do: 'refuse'; readonly refusal: Refusal }

/** Decides what a wish comes to: one of the kind that is open is joined, what takes it back cancels it or has to wait. */
export function stepOf({ verb, family, cancels }: Wanted, actions: readonly MachineAction[]): Step {
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
