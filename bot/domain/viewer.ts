import type { PersonId } from './ids.ts'
import type { Instant } from './instant.ts'

/** Somebody who looks through the tab, proven by the token that their client brought with this very request. */
export interface Viewer {
  readonly id: PersonId
  readonly name: string
  readonly token: string
  /** When the token does. */
  readonly endsAt: Instant
}
