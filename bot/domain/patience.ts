import type { ConversationId } from './ids.ts'

/** How often in a row Teams has refused a conversation: one refusal may be spurious, several mean that it takes nothing. */
export interface Patience {
  /** One more refusal; answers how many there were in a row. */
  refused(conversation: ConversationId): number
  /** It took something. */
  took(conversation: ConversationId): void
}

/** Nothing refused yet. */
export function createPatience(): Patience {
  const inARow = new Map<ConversationId, number>()
  return {
    refused(conversation) {
      const times = (inARow.get(conversation) ?? 0) + 1
      inARow.set(conversation, times)
      return times
    },
    took(conversation) {
      inARow.delete(conversation)
    },
  }
}
