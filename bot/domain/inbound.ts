import type { Conversation } from './conversation.ts'
import type { ActivityId, ConversationId, PersonId } from './ids.ts'

/** Where an activity came from, as Teams says in a token-checked activity. */
export interface Origin {
  readonly conversationId: ConversationId
  readonly kind: Conversation['kind']
  readonly serviceUrl: string
  readonly tenantId: string
  readonly team: { readonly id: string; readonly name: string | null } | null
  readonly channel: { readonly id: ConversationId; readonly name: string | null } | null
  /** The thread's first message, in a channel. */
  readonly threadId: ActivityId | null
  readonly from: { readonly personId: PersonId | null; readonly name: string | null }
}

/** What Teams tells the bot, reduced to what it acts on. `submitted`: an old client sent a button's data as a message. */
export type Inbound =
  | {
      readonly is: 'message'
      readonly origin: Origin
      readonly activityId: ActivityId
      readonly text: string
      readonly submitted: boolean
    }
  | { readonly is: 'installed'; readonly origin: Origin }
  | { readonly is: 'removed'; readonly origin: Origin }
  | { readonly is: 'channel-known'; readonly origin: Origin }
  | { readonly is: 'channel-deleted'; readonly origin: Origin }
  | { readonly is: 'team-renamed'; readonly origin: Origin }
  | { readonly is: 'team-deleted'; readonly origin: Origin }
  | { readonly is: 'other'; readonly origin: Origin }
