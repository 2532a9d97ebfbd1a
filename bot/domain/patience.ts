import type { ActivityId, ConversationId } from './ids.ts'

/** What is remembered of a conversation that Teams did not take something for, until it does. */
export interface Patience {
  /** A try there failed, for whatever reason. */
  failed(conversation: ConversationId): void
  /** Whether the last try there did not fail; at first that is not known of any. */
  isWell(conversation: ConversationId): boolean
  /** One more refusal, there or in one of its threads; answers how many there were in a row. One may be spurious, several mean that nothing is taken. */
  refused(conversation: ConversationId, thread: ActivityId | null): number
  /** Nothing was found at its own address (true), or at the one that serves every conversation (false). */
  notFound(conversation: ConversationId, atOwn: boolean): void
  /** Whether the next try goes to the address that serves every conversation. */
  triesElsewhere(conversation: ConversationId): boolean
  /** It took something, there or in one of its threads. */
  took(conversation: ConversationId, thread: ActivityId | null): void
  /** It is given up until it is heard of again: then it has the same patience as any other. */
  gaveUp(conversation: ConversationId): void
}

/** Nothing refused yet. */
export function createPatience(): Patience {
  const inARow = new Map<string, number>()
  const placeOf = (conversation: ConversationId, thread: ActivityId | null): string => `${conversation} ${thread ?? ''}`
  const well = new Set<ConversationId>()
  const elsewhere = new Set<ConversationId>()
  const gaveUp = (conversation: ConversationId): void => {
    inARow.delete(placeOf(conversation, null))
    elsewhere.delete(conversation)
  }
  return {
    failed: (conversation) => void well.delete(conversation),
    isWell: (conversation) => well.has(conversation),
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
      well.add(conversation)
      inARow.delete(placeOf(conversation, thread))
      gaveUp(conversation)
    },
    gaveUp,
  }
}
