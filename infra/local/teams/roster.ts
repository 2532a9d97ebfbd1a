import type { ConversationView } from '../control/shapes.ts'
import type { TokenReader } from '../platform.ts'
import { ACCOUNTS, type Account } from '../world.ts'
import { ConnectorRefusal } from './connector-answers.ts'
import type { Conversations } from './conversations.ts'
import type { Messages } from './messages.ts'
import type { Operation, TakeTurn } from './send-limits.ts'

/** What the connector works on. */
export interface ConnectorParts {
  /** Whom the bot's tokens must be for. */
  readonly audience: string
  readonly tokens: TokenReader
  readonly conversations: Conversations
  readonly messages: Messages
  readonly takeTurn: TakeTurn
}

/** The account behind an id that Teams takes for a person: MRI, Entra object id or UPN. */
export function memberBy(id: string): Account | undefined {
  return ACCOUNTS.find(({ mri, oid, upn }) => [mri, oid, upn].includes(id))
}

/** The conversation, if it exists and the bot is in it. @throws ConnectorRefusal */
export function openConversation(conversations: Conversations, id: string): ConversationView {
  const found = conversations.find(id)
  if (!found?.exists) throw new ConnectorRefusal('ConversationNotFound', 'Conversation not found.')
  if (!found.installed)
    throw new ConnectorRefusal('BotNotInConversationRoster', 'The bot is not part of the conversation roster.')
  return found
}

/** Counts a request, and refuses one too many. */
export const spendTurn =
  (takeTurn: TakeTurn) =>
  (operation: Operation, thread: string): void => {
    const wait = takeTurn(operation, thread)
    if (wait !== null) throw new ConnectorRefusal('Throttled', 'Too many requests.', wait)
  }
