import { BotError } from '../domain/error.ts'
import type { ConversationId, PersonId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import type { Successor } from '../domain/member.ts'
import { successorsOf } from '../domain/member.ts'
import type { Roster } from '../ports/roster.ts'
import type { Store } from '../records.ts'

/** What finding them needs. */
export interface RosterPorts {
  readonly store: Store
  readonly roster: Roster
}

/** Whom a review may be handed over to, or why that is not known. */
export type Successors =
  | {
      readonly is: 'told'
      readonly people: readonly Successor[]
      /** Whether whoever asks is in the channel. */
      readonly among: boolean
    }
  | { readonly is: 'untold'; readonly why: string }

/** Reads who is in the channel from Teams, each time anew: there is nobody in what is no channel. */
export async function findSuccessors(
  { store, roster }: RosterPorts,
  channel: ConversationId,
  review: IsolationReview,
  by: PersonId,
  signal: AbortSignal,
): Promise<Successors> {
  const conversation = await store.conversation(channel)
  if (conversation?.kind !== 'channel') return { is: 'told', people: [], among: false }
  try {
    const members = await roster.members(conversation.serviceUrl, channel, signal)
    const people = successorsOf(members, conversation.tenantId, review, by)
    return { is: 'told', people, among: members.some(({ id }) => id === by) }
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    return { is: 'untold', why: error.code === 'throttled' ? BUSY : SILENT }
  }
}

const BUSY = 'Teams tells who is in a channel only so often. Nothing was changed; try again in half a minute.'
const SILENT = 'Teams did not tell who is in this channel. Nothing was changed; try again, or ask them to take it over.'
