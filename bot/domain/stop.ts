import type { PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { Verb } from './intent.ts'

/** All new actions are stopped, by a lead. What runs at Defender goes on, and is followed. */
export interface Stop {
  readonly by: { readonly id: PersonId; readonly name: string }
  readonly at: Instant
  /** What goes on all the same, as policy had it then. */
  readonly except: readonly Verb[]
}

/** Whether the stop holds a verb. */
export function holds({ except }: Stop, verb: Verb): boolean {
  return !except.includes(verb)
}
