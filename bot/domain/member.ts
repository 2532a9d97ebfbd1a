import type { PersonId } from './ids.ts'
import type { IsolationReview } from './isolation-review.ts'

/** Somebody in a channel, as Teams tells; `null` is what it does not tell. */
export interface Member {
  readonly id: PersonId
  readonly name: string
  readonly tenantId: string | null
  /** Teams's word, such as `user`, `guest` or `anonymous`. */
  readonly role: string | null
}

/** Somebody who may be made the owner of an isolation's review. */
export type Successor = NonNullable<IsolationReview['owner']>

/** More names than that are no choice on a phone. */
export const MOST_SUCCESSORS = 40

const OUTSIDE = ['guest', 'anonymous']

/** Whom a review may be handed over to, by name: people of our tenant in the channel, but its owner and whoever hands it over. */
export function successorsOf(
  members: readonly Member[],
  tenantId: string,
  { owner }: IsolationReview,
  by: PersonId,
): Successor[] {
  return members
    .filter((one) => one.tenantId === null || one.tenantId === tenantId)
    .filter(({ role }) => !OUTSIDE.includes(role?.toLowerCase() ?? ''))
    .filter(({ id }) => id !== owner?.id && id !== by)
    .map(({ id, name }) => ({ id, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
}
