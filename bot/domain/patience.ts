import type { ActivityId, ConversationId } from './ids.ts'

/** What is remembered of a conversation that Teams did not take something for, until it does. */
export interface Patience {
  /** A try there failed, for whatever reason. */
  failed(conversation: ConversationId): void
  /**
   * Whether something taken there now means that what failed before is worth a try: after a failure, or where nothing is
   * known yet, and once a minute at most, so that what always fails does not come first each time.
   */
  comesBack(conversation: ConversationId, nowMs: number): boolean
  /** One more refusal, there or in one of its threads; answers how many there were in a row. One may be spurious, several mean that nothing is taken. */
  refused(conversation: ConversationId, thread: ActivityId | null): number
  /** Nothing was found at its own address (true), or at the one that serves every conversation (false). */
  notFound(conversation: ConversationId, atOwn: boolean): void
  /** Whether the next try goes to the address that serves every conversation. */
  triesElsewhere(conversation: ConversationId): boolean
  /** It took something, there or in one of its threads. */
  took(conversation: ConversationId, thread: ActivityId | null, nowMs: number): void
  /** It is given up until it is heard of again: then it has the same patience as any other. */
  gaveUp(conversation: ConversationId): void
}

const COMES_BACK_EVERY_MS = 60_000

/** Nothing refused yet. */
export function createPatience(): Patience {
  const inARow = new Map<string, number>()
  const placeOf = (conversation: ConversationId, thread: ActivityId | null): string => `${conversation} ${thread ?? ''}`
  const well = new Set<ConversationId>()
  const cameBackMs = new Map<ConversationId, number>()
  const comesBack = (conversation: ConversationId, nowMs: number): boolean =>
    !well.has(conversation) && nowMs >= (cameBackMs.get(conversation) ?? -Infinity) + COMES_BACK_EVERY_MS
  const elsewhere = new Set<ConversationId>()
  const gaveUp = (conversation: ConversationId): void => {
    inARow.delete(placeOf(conversation, null))
    elsewhere.delete(conversation)
  }
  return {
    failed: (conversation) => void well.delete(conversation),
    comesBack,
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
    took(conversation, thread, nowMs) {
      if (comesBack(conversation, nowMs)) {
        well.add(conversation)
        cameBackMs.set(conversation, nowMs)
      }
      inARow.delete(placeOf(conversation, thread))
      gaveUp(conversation)
    },
    gaveUp,
  }
}
