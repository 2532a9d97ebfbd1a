import type { ConversationId } from './ids.ts'
import type { Instant } from './instant.ts'

/** A channel, 1:1 chat or group chat that the bot knows, kept up to date by Teams's install, rename and delete events. */
export interface Conversation {
  readonly id: ConversationId
  /** Group chats are told that the bot does not work there, and nothing else. */
  readonly kind: 'channel' | 'personal' | 'group'
  readonly team: { readonly id: string; readonly name: string } | null
  /** The channel's name, or the person's. */
  readonly name: string
  /** The person of a 1:1 chat: Entra object id. */
  readonly personId: string | null
  readonly tenantId: string
  /** Where the connector for this conversation answers; it can change and is refreshed by every activity. */
  readonly serviceUrl: string
  /**
   * `gone` when the bot was removed, `parked` when Teams kept refusing what was sent there: either way deliveries wait until
   * Teams tells something of it again. `deleted` with its channel or team: nothing is queued for it.
   */
  readonly state: 'live' | 'gone' | 'parked' | 'deleted'
  readonly updatedAt: Instant
}

/** Those where what is said now is read now. */
export function liveOf(conversations: readonly Conversation[]): Conversation[] {
  return conversations.filter(({ state }) => state === 'live')
}

/** How a conversation is called by people: `SOC / Servers`, or the person's name. */
export function conversationTitle({ team, name }: Conversation): string {
  return team ? `${team.name} / ${name}` : name
}
