import { BotError } from '../domain/error.ts'
import { refusalOfRights } from '../domain/granted.ts'
import type { ActionId, MachineId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import { MOST_SUCCESSORS } from '../domain/member.ts'
import { refusalWords } from '../domain/refusal.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { TabReviewRequest, TabSuccessors } from '../tab-contract/isolations.ts'
import type { TabReview } from '../tab-contract/machines.ts'
import type { TabProblem } from '../tab-contract.ts'
import { reviewView } from '../tab-views/review-view.ts'
import { auditTabRefusal } from './audit-click.ts'
import type { ChangePorts, ReviewWish } from './change-review.ts'
import { changeReview } from './change-review.ts'
import type { RosterPorts } from './find-successors.ts'
import { findSuccessors } from './find-successors.ts'
import type { SightPorts } from './machine-in-sight.ts'
import { shownMachine } from './machine-in-sight.ts'
import type { Place } from './place-of-review.ts'
import { channelsOfReviews } from './place-of-review.ts'
import { rightsOf } from './see-as-person.ts'

/** What deciding from the tab needs. */
export interface TabReviewPorts extends ChangePorts, RosterPorts, SightPorts {}

/**
 * Extends the review of a machine's isolation, takes it over or hands it over, with the same checks as a button of a card.
 * @throws BotError when nothing was changed for want of the person's rights, or of Defender
 */
export async function reviewFromTab(
  ports: TabReviewPorts,
  viewer: Viewer,
  machineId: MachineId,
  wanted: TabReviewRequest,
  signal: AbortSignal,
): Promise<TabReview | TabProblem> {
  const verb = `${wanted.do}-review`
  const refused = await refusalOf(ports, viewer, machineId, verb, signal)
  if (refused) return refused
  const review = await ports.store.reviewOf(machineId)
  const place = review ? (await channelsOfReviews(ports.store, [review])).get(machineId) : undefined
  const { id, name } = viewer
  if (review?.id === wanted.id) {
    const wish = await wishOf(ports, viewer, wanted, review, place, signal)
    if ('status' in wish) return wish
    const changed = await changeReview(ports, wanted.id as ActionId, wanted.revision, { id, name }, wish)
    if (changed) return reviewView(changed, id, place !== undefined)
  }
  await auditTabRefusal(ports, viewer, machineId, verb, 'out of date')
  return problem(409, 'The isolation has moved on', 'Nothing was changed. Look at it and ask again if it is still needed.')
}

/**
 * Whom the review of a machine's isolation can be handed over to, for somebody who may do so and is in that channel.
 * @throws BotError as `reviewFromTab`
 */
export async function listSuccessors(
  ports: TabReviewPorts,
  viewer: Viewer,
  machineId: MachineId,
  signal: AbortSignal,
): Promise<TabSuccessors | TabProblem> {
  const refused = await refusalOf(ports, viewer, machineId, 'choose-owner', signal)
  if (refused) return refused
  const review = await ports.store.reviewOf(machineId)
  if (!review) throw new BotError('not-found', 'no such isolation')
  const place = (await channelsOfReviews(ports.store, [review])).get(machineId)
  const people = await peopleOf(ports, viewer, review, place, 'choose-owner', signal)
  if ('status' in people) return people
  return { people: people.slice(0, MOST_SUCCESSORS), more: Math.max(0, people.length - MOST_SUCCESSORS) }
}

async function wishOf(
  ports: TabReviewPorts,
  viewer: Viewer,
  wanted: TabReviewRequest,
  review: IsolationReview,
  place: Place | undefined,
  signal: AbortSignal,
): Promise<ReviewWish | TabProblem> {
  if (wanted.do === 'extend') return { do: 'extend', hours: wanted.hours ?? 24 }
  if (wanted.do === 'take-over') return { do: 'take-over' }
  const people = await peopleOf(ports, viewer, review, place, 'hand-over-review', signal)
  if ('status' in people) return people
  const to = people.find(({ id }) => id === wanted.to)
  if (to && place) return { do: 'hand-over', to, where: place }
  await auditTabRefusal(ports, viewer, review.machineId, 'hand-over-review', 'not among those of the channel')
  return problem(409, 'Not handed over', 'This person cannot be chosen any more. Look again who is in the channel.')
}

/** Who is in a channel is told to those who are in it. */
async function peopleOf(
  ports: TabReviewPorts,
  viewer: Viewer,
  review: IsolationReview,
  place: Place | undefined,
  verb: string,
  signal: AbortSignal,
) {
  const refuse = async (why: string, detail: string): Promise<TabProblem> => {
    await auditTabRefusal(ports, viewer, review.machineId, verb, why)
    return problem(403, 'Not handed over', detail)
  }
  if (!place) return refuse('no channel', 'No channel has a card of this machine. Ask them to take it over.')
  const found = await findSuccessors(ports, place.conversationId, review, viewer.id, signal)
  if (found.is === 'untold') return problem(503, 'Not handed over', found.why)
  if (found.among) return found.people
  return refuse('not in the channel', 'You are not in the channel of this machine’s card. Ask them to take it over.')
}

/** Why this person may not decide about the review, on record; `null` when they may. @throws BotError */
async function refusalOf(
  ports: TabReviewPorts,
  viewer: Viewer,
  machineId: MachineId,
  verb: string,
  signal: AbortSignal,
): Promise<TabProblem | null> {
  const noting = (why: string) => auditTabRefusal(ports, viewer, machineId, verb, why)
  const person = await rightsOf(ports, viewer, signal)
  const refusal = refusalOfRights(person, 'isolate')
  if (refusal) {
    await noting(refusal)
    return problem(403, 'Not changed', refusalWords(refusal, 'isolate', null))
  }
  await shownMachine(ports, person, machineId, noting, signal)
  return null
}

function problem(status: number, title: string, detail: string): TabProblem {
  return { type: 'about:blank', status, title, detail }
}
