import type { Times } from '../cards/times.ts'
import { BotError } from '../domain/error.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { MachineId } from '../domain/ids.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { offersOf } from '../domain/offers.ts'
import type { Policy } from '../domain/policy.ts'
import { seesGroup } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Clock, UserTokens } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabMachine } from '../tab-contract/machines.ts'
import { machineView } from '../tab-views/machine-view.ts'
import { reviewView } from '../tab-views/review-view.ts'
import type { FactPorts } from './gather-facts.ts'
import { readAsPerson } from './gather-facts.ts'
import { keepMachine } from './keep-machine.ts'
import { verdictsOn } from './may-act.ts'
import { channelsOfReviews } from './place-of-review.ts'
import { withGenerations } from './propose.ts'
import { readOffers } from './read-offers.ts'
import type { Eyes } from './see-as-person.ts'
import { rightsOf } from './see-as-person.ts'

/** What showing a machine needs. */
export interface ShowMachinePorts extends FactPorts {
  readonly store: Store
  readonly eyes: Eyes
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly policy: Policy
  readonly now: Clock
  readonly times: Times
  /** The Defender portal, without a slash at its end. */
  readonly portalUrl: string
}

const MOST_ALERTS = 50
const MOST_ACTIONS = 50

/**
 * A machine, read as the person, with its isolation, alerts and actions on record. When Defender does not describe it in
 * time it is shown as last described, to somebody who sees its machine group.
 * @throws BotError `not-found` when Defender does not show it to them, or there is none
 */
export async function showMachine(
  ports: ShowMachinePorts,
  viewer: Viewer,
  id: MachineId,
  signal: AbortSignal,
): Promise<TabMachine> {
  const { store, eyes } = ports
  const person = await rightsOf(ports, viewer, signal)
  const told = await readAsPerson(ports, id, person, signal)
  if (told === 'hidden') throw new BotError('not-found', 'no such machine in sight')
  const sight = await eyes.of(viewer, signal)
  const known = (await store.machines([id])).get(id)
  const machine = told.machine ?? (known && seesGroup(sight, known.machineGroup) ? known : null)
  if (!machine) throw new BotError('unclear', 'Defender did not describe the machine in time')

  const { alerts } = await store.searchAlerts(
    { sight: told.machine ? { ...sight, machineIds: [id] } : sight, machineId: id },
    MOST_ALERTS,
  )
  const review = await store.reviewOf(id)
  if (told.machine) await keepMachine(store, told.machine) // policy decides by what Defender says now
  const containment = (await store.containments([id])).get(id) ?? ({ is: 'unknown' } as const)
  const now = ports.now()
  const facts = {
    machine,
    containment,
    policy: ports.policy,
    verdictOf: await verdictsOn(store, ports.policy, { machineId: id, person: viewer.id, approval: null }, now),
    now,
    generation: await store.generation(id, 'containment'),
    review: review && reviewView(review, viewer.id, (await channelsOfReviews(store, [review])).has(id)),
    logons: told.logons,
    actions: merged(told.actions, await store.actionsOfMachine(id, MOST_ACTIONS)),
    alerts,
    offers: offersOf(await readOffers(store, id, machine, alerts, person.permissions)),
    fileGenerations: new Map(
      (await withGenerations(store, id, filesOf(alerts))).map(({ sha1, generation }) => [sha1, generation]),
    ),
  }
  return machineView(facts, ports.times, ports.portalUrl)
}

/** What was told just now is newer than what is on record. */
function merged(told: readonly MachineAction[] | null, recorded: readonly MachineAction[]): MachineAction[] | null {
  if (told === null && recorded.length === 0) return null
  return [...new Map([...recorded, ...(told ?? [])].map((action) => [action.id, action])).values()]
}
