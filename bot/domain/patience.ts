import type { ActivityId, ConversationId } from './ids.ts'

/** What is remembered of a conversation that Teams did not take something for, until it does. */
export interface Patience {
  /** One more refusal, there or in one of its threads; answers how many there were in a row. One may be spurious, several mean that nothing is taken. */
  refused(conversation: ConversationId, thread: ActivityId | null): number
  /** Nothing was found at its own address (true), or at the one that serves every conversation (false). */
  notFound(conversation: ConversationId, atOwn: boolean): void
  /** Whether the next try goes to the address that serves every conversation. */
  triesElsewhere(conversation: ConversationId): boolean
  /** It took something, there or in one of its threads. */
  took(conversation: ConversationId, thread: ActivityId | null): void
}

/** Nothing refused yet. */
export function createPatience(): Patience {
  const inARow = new Map<string, number>()
  const placeOf = (conversation: ConversationId, thread: ActivityId | null): string => `${conversation} ${thread ?? ''}`
  const elsewhere = new Set<ConversationId>()
  return {
    refused(conversation, thread) {
      const place = placeOf(conversation, thread)
      const times = (inARow.get(place) ?? 0) + 1
      inARow.set(place, times)
      return times
    },
    notFound(conversation, atOwn) {
      if (atOwn) elsewhere.add(conversation)
      else elsewhere.delete(conversation)
    },
    triesElsewhere: (conversation) => elsewhere.has(conversation),
    took(conversation, thread) {
      for (const one of [null, thread]) inARow.delete(placeOf(conversation, one))
      elsewhere.delete(conversation)
    },
  }
}
