import type { StartVerb } from './action-kind.ts'
import { familyOf, KINDS } from './action-kind.ts'
import type { Asked } from './asked.ts'
import { askedBy, askedFor } from './asked.ts'
import type { Containment } from './containment.ts'
import { nextVerb } from './containment.ts'
import type { Instant } from './instant.ts'
import { msOf } from './instant.ts'
import type { Family, Intent, Wanted } from './intent.ts'
import { isOpen } from './intent.ts'
import type { MachineAction } from './machine-action.ts'
import { actionsOfFamily, isFinal, lastEndedFirst } from './machine-action.ts'
import { isLateRefusal } from './refusal.ts'

/** Where a family of actions stands on a machine, by the last of them; for containment see `Containment`. */
export type Standing = {
  readonly family: Family
  readonly asked: Asked
  /** The type of the last one that succeeded. */
  readonly lastDone: string | null
} & (
  | { readonly is: 'asking' | 'lost' | 'refused'; readonly intent: Intent }
  | { readonly is: 'under-way' | 'ended'; readonly action: MachineAction }
)

/** Where everything but containment stands that was ever asked for, newest first. */
export function standings(actions: readonly MachineAction[], intents: readonly Intent[]): Standing[] {
  const families = new Set([...actions.flatMap((action) => familyOf(action) ?? []), ...intents.map(({ family }) => family)])
  families.delete('containment')
  return [...families]
    .flatMap((family) => standingOf(family, actions, intents) ?? [])
    .toSorted((a, b) => msOf(timeOf(b)) - msOf(timeOf(a)))
}

/** Where one family stands; `null` where Defender lists nothing of it and nobody asked here. Both newest first. */
export function standingOf(family: Family, actions: readonly MachineAction[], all: readonly Intent[]): Standing | null {
  const intents = all.filter((intent) => intent.family === family)
  const ofFamily = actionsOfFamily(actions, family)
  const [intent] = intents
  const [action] = ofFamily
  const common = { family, lastDone: lastEndedFirst(ofFamily).find(({ status }) => status === 'Succeeded')?.type ?? null }
  if (intent && isOpen(intent)) return { ...common, is: 'asking', intent, asked: askedBy(intent) }
  if (intent && intent.verb !== 'cancel' && (!action || msOf(intent.askedAt) >= msOf(action.createdAt))) {
    if (intent.state === 'lost') return { ...common, is: 'lost', intent, asked: askedBy(intent) }
    if (isLateRefusal(intent)) return { ...common, is: 'refused', intent, asked: askedBy(intent) }
  }
  if (!action) return null
  return { ...common, is: isFinal(action) ? 'ended' : 'under-way', action, asked: askedFor(action, intents) }
}

/** Whether something of the family must end before it can be asked for again. */
export function isBusy(standing: Standing | null): boolean {
  return standing?.is === 'asking' || standing?.is === 'under-way'
}

/** What may be asked for next in a family; `null` while something of it must end first. */
export function nextInFamily(family: Exclude<Family, 'containment'>, standing: Standing | null): StartVerb | null {
  if (isBusy(standing)) return null
  switch (family) {
    case 'scan':
      return 'scan'
    case 'package':
      return 'collect'
    case 'restriction':
      return standing?.lastDone === KINDS.restrict.type ? 'unrestrict' : 'restrict'
    default:
      return 'quarantine'
  }
}

/** Whether what is wanted still follows from what is known of the machine; for a cancellation Defender knows best. */
export function isNext({ verb, family }: Wanted, containment: Containment, besides: readonly Standing[]): boolean {
  if (verb === 'cancel') return true
  if (family === 'containment') return nextVerb(containment) === (verb === 'contain' ? 'isolate' : verb)
  return nextInFamily(family, besides.find((one) => one.family === family) ?? null) === verb
}

/** When something was last heard of it. */
export function timeOf(standing: Standing): Instant {
  return 'action' in standing ? standing.action.updatedAt : (standing.intent.closedAt ?? standing.intent.askedAt)
}
