import type { Instant } from './instant.ts'
import type { Intent } from './intent.ts'
import type { MachineAction } from './machine-action.ts'
import { intentsOf } from './machine-action.ts'

/** Who asked for an action, and what Defender recorded of it. */
export interface Asked {
  /** The person's name as Teams told it when they asked here; `null` when the action was asked for elsewhere. */
  readonly by: string | null
  /** Defender's `requestor`; `null` while it has told none. */
  readonly recorded: string | null
  /** Whether Defender recorded the person whose token we sent; `null` where there is nothing to compare. */
  readonly matches: boolean | null
  readonly at: Instant
}

/** Who asked for what Defender has not told of yet. */
export function askedBy(intent: Intent): Asked {
  return { by: whoOf(intent), recorded: null, matches: null, at: intent.askedAt }
}

/** Who asked for an action. Compares only our own: one that an intent joined was asked for by somebody else. */
export function askedFor(action: MachineAction, intents: readonly Intent[]): Asked {
  const own = intents.find(({ id }) => intentsOf({ comment: action.comment, cancellationComment: null }).includes(id))
  const matches =
    own?.upn && own.mode === 'delegated' && action.requestor ? own.upn.toLowerCase() === action.requestor.toLowerCase() : null
  return { by: own ? whoOf(own) : null, recorded: action.requestor, matches, at: action.createdAt }
}

/** Whoever had part in it; Defender records the one who acted. */
function whoOf({ person, approval }: Intent): string {
  if (approval === null) return person.name
  return approval.how === 'approved'
    ? `${approval.askedBy.name} (approved by ${person.name})`
    : `${person.name} (without a second person)`
}
