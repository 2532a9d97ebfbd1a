import type { Alert } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Family } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { OfferFacts } from '../domain/offers.ts'
import { standings } from '../domain/standing.ts'
import type { Store } from '../records.ts'

/** More than a person scrolls through. */
const MOST_ACTIONS = 50
const MOST_INTENTS = 20

/** What is on record of a machine for somebody whose token carries `permissions`. */
export async function readOffers(
  store: Store,
  id: MachineId,
  machine: Machine | null,
  alerts: readonly Alert[],
  permissions: readonly string[],
): Promise<OfferFacts> {
  const actions = await store.actionsOfMachine(id, MOST_ACTIONS)
  const besides = standings(actions, await store.intentsOfMachine(id, MOST_INTENTS))
  const containment: Containment = (await store.containments([id])).get(id) ?? { is: 'unknown' }
  const families = new Set<Family>(['containment', 'scan', 'restriction', 'package', ...besides.map(({ family }) => family)])
  const generations = new Map<Family, number>()
  for (const family of families) generations.set(family, await store.generation(id, family))
  return { machine, containment, besides, actions, generations, files: filesOf(alerts), permissions }
}
