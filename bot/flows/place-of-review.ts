import type { Case } from '../domain/case.ts'
import type { Conversation } from '../domain/conversation.ts'
import { liveOf } from '../domain/conversation.ts'
import type { CaseId, ConversationId, MachineId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import type { Records } from '../records.ts'

/** Where something about a review is said: in the thread of a case, where there is one. */
export interface Place {
  readonly conversationId: ConversationId
  readonly caseId: CaseId | null
}

/**
 * Where a review is asked for; `null` when there is no place for it. No channel or chat counts that the bot is not in any more,
 * and a case in a chat only while its person is the owner, for the review may be another's by now, and the chat shows it.
 */
export async function placeOf(records: Records, review: IsolationReview): Promise<Place | null> {
  const { caseId, machineId, owner } = review
  const conversations = liveOf(await records.conversations())
  const channels = channelsOf(conversations)
  const chat = owner && conversations.find(({ kind, personId }) => kind === 'personal' && personId === owner.id)
  const counts = ({ id, conversationId, closedAt }: Case): boolean =>
    channels.has(conversationId) ? id === caseId || closedAt === null : id === caseId && conversationId === chat?.id
  const cases = (await records.casesOfMachines([machineId])).filter((one) => one.activityId !== null && counts(one))
  const hidden = await records.hiddenCases(cases.map(({ id }) => id))
  const [one] = cases.filter(({ id }) => !hidden.has(id)).toSorted(firstOf(review))
  if (one) return { conversationId: one.conversationId, caseId: one.id }
  const operator = await records.cursor('operator')
  const elsewhere = chat ?? conversations.find(({ id }) => id === operator)
  return elsewhere ? { conversationId: elsewhere.id, caseId: null } : null
}

/** The channel of each review's case, where it may be handed over; a machine without one is left out. */
export async function channelsOfReviews(records: Records, reviews: readonly IsolationReview[]): Promise<Map<MachineId, Place>> {
  const channels = channelsOf(liveOf(await records.conversations()))
  const cases = (await records.casesOfMachines(reviews.map(({ machineId }) => machineId))).filter(
    ({ activityId, conversationId }) => activityId !== null && channels.has(conversationId),
  )
  return new Map(
    reviews.flatMap((review) => {
      const [one] = cases
        .filter(({ id, machineId, closedAt }) => machineId === review.machineId && (id === review.caseId || closedAt === null))
        .toSorted(firstOf(review))
      return one ? [[review.machineId, { conversationId: one.conversationId, caseId: one.id }] as const] : []
    }),
  )
}

function channelsOf(conversations: readonly Conversation[]): Set<ConversationId> {
  return new Set(conversations.filter(({ kind }) => kind === 'channel').map(({ id }) => id))
}

/** The case that the isolation was asked from, else the newest. */
function firstOf({ caseId }: IsolationReview): (a: Case, b: Case) => number {
  return (a, b) => Number(b.id === caseId) - Number(a.id === caseId) || (a.openedAt < b.openedAt ? 1 : -1)
}
