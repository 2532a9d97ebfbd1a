import type { PersonId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import type { TabReview } from '../tab-contract.ts'

/** Who answers for an isolation, as one person is told. */
export function reviewView({ id, revision, owner, since, dueAt }: IsolationReview, viewer: PersonId): TabReview {
  return { id, revision, owner: owner?.name ?? null, mine: owner?.id === viewer, since, dueAt }
}
