import { reasonFor } from '../cards/confirm-words.ts'
import type { Times } from '../cards/times.ts'
import { seesGroup } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Store } from '../records.ts'
import type { TabIsolation, TabIsolations } from '../tab-contract/isolations.ts'
import { containmentView } from '../tab-views/containment-view.ts'
import { reviewView } from '../tab-views/review-view.ts'
import { channelsOfReviews } from './place-of-review.ts'
import type { Eyes } from './see-as-person.ts'

/** What showing them needs. */
export interface ShowIsolationsPorts {
  readonly store: Store
  readonly eyes: Eyes
  readonly times: Times
}

/**
 * What is isolated now, or about to be, by whomever it was asked, of the machine groups that the person sees; first due for review
 * first. A machine that Defender has not described yet is shown to nobody. @throws BotError
 */
export async function listIsolations(
  { store, eyes, times }: ShowIsolationsPorts,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<TabIsolations> {
  const sight = await eyes.of(viewer, signal)
  const reviews = await store.openReviews()
  const ids = reviews.map(({ machineId }) => machineId)
  const [machines, containments, channels] = await Promise.all([
    store.machines(ids),
    store.containments(ids),
    channelsOfReviews(store, reviews),
  ])
  const isolations: TabIsolation[] = []
  for (const review of reviews) {
    const machine = machines.get(review.machineId)
    const containment = containments.get(review.machineId)
    if (!machine || !containment || !seesGroup(sight, machine.machineGroup)) continue
    isolations.push({
      id: machine.id,
      name: machine.name,
      machineGroup: machine.machineGroup,
      containment: containmentView(containment, await store.generation(machine.id, 'containment'), machine, times),
      suggestedReason: reasonFor('unisolate', { title: '' }, null),
      review: reviewView(review, viewer.id, channels.has(machine.id)),
    })
  }
  return { isolations, asOf: await store.cursor('actions-read') }
}
