import type { Delivery, Unclear } from '../domain/delivery.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** How many deliveries stand where. */
export interface OutboxCounts {
  /** Due, in live conversations. */
  readonly due: number
  readonly sending: number
  readonly dead: number
  /** Due, in conversations that are not live. */
  readonly waiting: number
  /** Posts of unknown outcome so far. */
  readonly unclearPosts: number
}

/** A delivery that is not on its way: given up (`dead`), or waiting for its conversation. */
export interface StuckDelivery {
  readonly key: string
  readonly conversationId: ConversationId
  readonly state: 'dead' | 'waiting'
  readonly what: Delivery['content']['what']
  readonly tries: number
  readonly why: string | null
  readonly since: Instant
}

/**
 * What must still reach Teams. A row is `due`, then `sending` (on record before the request), then `sent` or `dead`. Nothing is
 * queued for a conversation that was deleted.
 */
export interface OutboxRecords {
  /**
   * Queues each. A card with a known key becomes due again at the higher revision and rank, with its own history kept;
   * one that waits keeps its place and its wait, unless its rank rises after a failure. Words and raises are queued once, unless their first try ended dead.
   */
  enqueue(deliveries: readonly Delivery[], now: Instant): Promise<void>
  /**
   * Takes up to `most` due deliveries to live conversations, none in a `busy` one and at most one in each other:
   * highest rank first, then those that have waited longest; in a `scarce` one only what is High or more. They are
   * `sending` when this returns.
   */
  claim(now: Instant, busy: readonly ConversationId[], most: number, scarce?: readonly ConversationId[]): Promise<Delivery[]>
  /**
   * Records success at the revision that was claimed; due again at once when a higher one was queued meanwhile. False
   * when it was claimed again since, by the next holder of the lease.
   */
  sent(delivery: Delivery, print: string | null, now: Instant): Promise<boolean>
  /** Puts it back until `at`. */
  later(delivery: Delivery, at: Instant, unclear: Unclear, why: string): Promise<void>
  /** The conversation takes something again: what failed there is due now, but for posts of unknown outcome and what was just recovered. */
  hasten(conversation: ConversationId, now: Instant): Promise<void>
  /** Gives it up; due again at once when a higher revision was queued meanwhile. Answers whether it is given up now. */
  dead(delivery: Delivery, why: string, now: Instant): Promise<boolean>
  /**
   * For a new holder of the lease: every `sending` row is of unknown outcome and due again at `at`; should its outcome
   * still be told before it is claimed, that counts. Answers how many there were.
   */
  recover(at: Instant): Promise<number>
  /** What was sent since, or may have been: the last send of each message, from which a new holder of the lease keeps Teams's limits. */
  sentSince(since: Instant): Promise<{ readonly conversationId: ConversationId; readonly at: Instant }[]>
  /** What is given up, and what waits for a conversation that is gone or parked; oldest first. */
  stuck(most: number): Promise<StuckDelivery[]>
  /** Makes deliveries that were given up due again at once; all of them for `null`. Answers their keys. */
  retryDead(keys: readonly string[] | null, now: Instant): Promise<string[]>
  /** Gives up all that is not sent yet to a conversation. Answers how much that is. */
  giveUp(conversation: ConversationId, why: string, now: Instant): Promise<number>
  /**
   * Takes deliveries away that were given up, all of them for `null`; and, where they are named, those that wait for a
   * conversation that is gone or deleted. Answers their keys.
   */
  dropDead(keys: readonly string[] | null): Promise<string[]>
  /** When the next delivery to a live conversation is due; `null` when there is none. */
  nextDue(): Promise<Instant | null>
  counts(): Promise<OutboxCounts>
}
