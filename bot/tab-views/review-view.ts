import type { PersonId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import type { TabReview } from '../tab-contract/machines.ts'

/** Who answers for an isolation, as one person is told; only in a channel is there anybody to hand it over to. */
export function reviewView(
  { id, revision, owner, since, dueAt }: IsolationReview,
  viewer: PersonId,
  inChannel: boolean,
): TabReview {
  const noHandOver = inChannel ? null : 'It cannot be handed over: no channel has a card of this machine.'
  return { id, revision, owner: owner?.name ?? null, mine: owner?.id === viewer, noHandOver, since, dueAt }
}
