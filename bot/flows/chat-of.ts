import type { Conversation } from '../domain/conversation.ts'
import type { PersonId } from '../domain/ids.ts'
import type { ConversationRecords } from '../records/rules.ts'

/** The person's own chat with the bot, where they have one. */
export async function chatOf(store: ConversationRecords, person: PersonId): Promise<Conversation | null> {
  const conversations = await store.conversations()
  return conversations.find(({ kind, personId }) => kind === 'personal' && personId === person) ?? null
}
