import type { ConversationId } from './ids.ts'

/** What is remembered of a conversation that Teams did not take something for, until it does. */
export interface Patience {
  /** One more refusal; answers how many there were in a row. One may be spurious, several mean that it takes nothing. */
  refused(conversation: ConversationId): number
  /** Nothing was found at its own address (true), or at the one that serves every conversation (false). */
  notFound(conversation: ConversationId, atOwn: boolean): void
  /** Whether the next try goes to the address that serves every conversation. */
  triesElsewhere(conversation: ConversationId): boolean
  /** It took something. */
  took(conversation: ConversationId): void
}

/** Nothing refused yet. */
export function createPatience(): Patience {
  const inARow = new Map<ConversationId, number>()
  const elsewhere = new Set<ConversationId>()
  return {
    refused(conversation) {
      const times = (inARow.get(conversation) ?? 0) + 1
      inARow.set(conversation, times)
      return times
    },
    notFound(conversation, atOwn) {
      if (atOwn) elsewhere.add(conversation)
      else elsewhere.delete(conversation)
    },
    triesElsewhere: (conversation) => elsewhere.has(conversation),
    took(conversation) {
      inARow.delete(conversation)
      elsewhere.delete(conversation)
    },
  }
}
