import { handedOver } from '../cards/hand-over-card.ts'
import type { Times } from '../cards/times.ts'
import { SEVERITIES } from '../domain/alert.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { ActionId } from '../domain/ids.ts'
import type { ExtensionHours, IsolationReview } from '../domain/isolation-review.ts'
import { extend, giveTo } from '../domain/isolation-review.ts'
import type { Successor } from '../domain/member.ts'
import { fresh } from '../domain/plan.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import type { Place } from './place-of-review.ts'
import { settleMachine } from './settle-cases.ts'
import { saveReview } from './settle-review.ts'
import { threadOf } from './thread-of.ts'

/** What changing needs. */
export interface ChangePorts {
  readonly store: Store
  readonly now: Clock
  readonly times: Times
}

/** What somebody wants of a review. */
export type ReviewWish =
  | { readonly do: 'extend'; readonly hours: ExtensionHours }
  | { readonly do: 'take-over' }
  /** To somebody who was found in the channel `where` they are told. */
  | { readonly do: 'hand-over'; readonly to: Successor; readonly where: Place }

/**
 * Changes a review for somebody who was found to be allowed to, and has every card that shows it follow. Answers the review as it
 * is then; `null` when it is over, or is not the one that they saw.
 */
export function changeReview(
  { store, now, times }: ChangePorts,
  id: ActionId,
  revision: number,
  person: Successor,
  wish: ReviewWish,
): Promise<IsolationReview | null> {
  return store.transaction(async (records) => {
    const before = await records.review(id)
    if (!before || before.endedAt !== null || before.revision !== revision) return null
    if (wish.do === 'extend') {
      const detail = { hours: String(wish.hours) }
      await saveReview(records, extend(before, wish.hours, now()), { event: 'extended', person, detail }, now())
    } else if (wish.do === 'hand-over') {
      const detail = { to: wish.to.id, ...from(before) }
      const after = giveTo(before, wish.to)
      await saveReview(records, after, { event: 'handed-over', person, detail }, now())
      await records.enqueue([await tellingOf(records, after, person, wish, times)], now())
    } else if (before.owner?.id !== person.id) {
      await saveReview(records, giveTo(before, person), { event: 'taken-over', person, detail: from(before) }, now())
    }
    await settleMachine(records, before.machineId, now(), null)
    return records.review(id)
  })
}

function from({ owner }: IsolationReview): { readonly from?: string } {
  return owner ? { from: owner.id } : {}
}

/** The reply that tells the new owner, in the case's thread, or below the message that asked for the review. */
async function tellingOf(
  records: Records,
  review: IsolationReview,
  by: Successor,
  { to, where }: Extract<ReviewWish, { do: 'hand-over' }>,
  times: Times,
): Promise<Delivery> {
  const { id, machineId, revision, asked } = review
  const machine = (await records.machines([machineId])).get(machineId) ?? null
  const threadId = (await threadOf(records, where)) ?? (asked?.conversationId === where.conversationId ? asked.messageId : null)
  const content = { what: 'notice', notice: handedOver(review, machine, to, by, times), threadId } as const
  return fresh(`notice:handed:${id}:${revision}`, where.conversationId, content, SEVERITIES.length, 0)
}
