import { KINDS, permissionsFor } from './action-kind.ts'
import type { Containment } from './containment.ts'
import { nextVerb } from './containment.ts'
import type { EvidenceFile } from './evidence-file.ts'
import type { Family, Verb } from './intent.ts'
import type { Machine } from './machine.ts'
import { isOnboarded } from './machine.ts'
import type { MachineAction } from './machine-action.ts'
import { actionsOfFamily, isFinal } from './machine-action.ts'
import type { Standing } from './standing.ts'
import { nextInFamily } from './standing.ts'

/** What is known of a machine when somebody asks what else can be done with it. */
export interface OfferFacts {
  /** `null`: Defender has not described it. */
  readonly machine: Machine | null
  readonly containment: Containment
  readonly besides: readonly Standing[]
  /** Newest first. */
  readonly actions: readonly MachineAction[]
  readonly generations: ReadonlyMap<Family, number>
  /** Files that may be stopped. */
  readonly files: readonly EvidenceFile[]
  /** Of the token that would act. */
  readonly permissions: readonly string[]
}

/** One thing besides isolating: how it stands, and what may be asked for now. */
export interface Offer {
  /** `file` is to stop a file that is still to be chosen; with `standing`, one that was. */
  readonly of: Exclude<Family, `file:${string}`> | 'file'
  readonly standing: Standing | null
  /** `null`: nothing now, because something is under way that cannot be cancelled, or because of `barred`. */
  readonly verb: Verb | null
  /** With `cancel`: what. */
  readonly cancels: MachineAction | null
  readonly generation: number
  /** Why it cannot be asked for at all. */
  readonly barred: 'not-granted' | 'unsupported' | null
}

/** Everything that may be asked for besides isolating and releasing an onboarded machine, with how it stands. */
export function offersOf(facts: OfferFacts): Offer[] {
  const onboarded = facts.machine === null || isOnboarded(facts.machine)
  const containment = containmentOffer(facts, onboarded)
  if (!onboarded) return containment
  const families = (['scan', 'restriction', 'package'] as const).map((family) => familyOffer(facts, family))
  const stopping = facts.besides.filter(({ family, is }) => family.startsWith('file:') && is === 'under-way')
  const cancels = stopping.map((standing) =>
    offer(facts, 'file', standing.family, standing, 'cancel', openOf(facts, standing.family)),
  )
  const stop = facts.files.length > 0 ? [offer(facts, 'file', null, null, 'quarantine', null)] : []
  return [...containment, ...families, ...cancels, ...stop]
}

/** Isolating and releasing have a button of their own; here stand what it does not do: other machines' containing, and cancelling. */
function containmentOffer(facts: OfferFacts, onboarded: boolean): Offer[] {
  const open = openOf(facts, 'containment')
  if (open) return [offer(facts, 'containment', 'containment', null, 'cancel', open)]
  const next = nextVerb(facts.containment)
  return onboarded ? [] : [offer(facts, 'containment', 'containment', null, next === 'isolate' ? 'contain' : next, null)]
}

function familyOffer(facts: OfferFacts, family: 'scan' | 'restriction' | 'package'): Offer {
  const standing = facts.besides.find((one) => one.family === family) ?? null
  const open = standing?.is === 'under-way' ? openOf(facts, family) : null
  return offer(facts, family, family, standing, open ? 'cancel' : nextInFamily(family, standing), open)
}

function offer(
  { machine, permissions, generations }: OfferFacts,
  of: Offer['of'],
  family: Family | null,
  standing: Standing | null,
  verb: Verb | null,
  cancels: MachineAction | null,
): Offer {
  const barred = verb && whyBarred(verb, machine, permissions)
  const generation = (family && generations.get(family)) ?? 0
  return { of, standing, verb: barred ? null : verb, cancels: verb === 'cancel' ? cancels : null, generation, barred }
}

function openOf({ actions }: OfferFacts, family: Family): MachineAction | null {
  return actionsOfFamily(actions, family).find((action) => !isFinal(action)) ?? null
}

/** What the pages of Defender's API say is not supported; what they leave open is Defender's to refuse. */
function whyBarred(verb: Verb, machine: Machine | null, permissions: readonly string[]): Offer['barred'] {
  const elsewhere = Boolean(machine?.osPlatform) && !machine?.osPlatform?.startsWith('Windows')
  if (verb !== 'cancel' && KINDS[verb].windowsOnly && elsewhere) return 'unsupported'
  return permissionsFor(verb).some((name) => permissions.includes(name)) ? null : 'not-granted'
}
