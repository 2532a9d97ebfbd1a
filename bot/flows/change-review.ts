import type { ActionId } from '../domain/ids.ts'
import type { ExtensionHours, IsolationReview } from '../domain/isolation-review.ts'
import { extend, takeOver } from '../domain/isolation-review.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { settleMachine } from './settle-cases.ts'
import { saveReview } from './settle-review.ts'

/** What somebody wants of a review. */
export type ReviewWish = { readonly do: 'extend'; readonly hours: ExtensionHours } | { readonly do: 'take-over' }

/**
 * Changes a review for somebody who was found to be allowed to, and has every card that shows it follow. Answers the review as it
 * is then; `null` when it is over, or is not the one that they saw.
 */
export function changeReview(
  { store, now }: { readonly store: Store; readonly now: Clock },
  id: ActionId,
  revision: number,
  person: NonNullable<IsolationReview['owner']>,
  wish: ReviewWish,
): Promise<IsolationReview | null> {
  return store.transaction(async (records) => {
    const before = await records.review(id)
    if (!before || before.endedAt !== null || before.revision !== revision) return null
    if (wish.do === 'extend') {
      const detail = { hours: String(wish.hours) }
      await saveReview(records, extend(before, wish.hours, now()), { event: 'extended', person, detail }, now())
    } else if (before.owner?.id !== person.id) {
      const detail = before.owner ? { from: before.owner.id } : {}
      await saveReview(records, takeOver(before, person), { event: 'taken-over', person, detail }, now())
    }
    await settleMachine(records, before.machineId, now())
    return records.review(id)
  })
}
