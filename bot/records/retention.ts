import type { Instant } from '../domain/instant.ts'

/** How much was forgotten. */
export interface Forgotten {
  readonly cases: number
  readonly deliveries: number
  readonly alerts: number
}

/** Forgetting what is old; the audit never is. */
export interface RetentionRecords {
  /**
   * Takes away cases that closed before `before` with what hangs on them, words that were delivered before it, reviews of
   * isolations that ended before it, and alerts
   * that Defender last changed before it and that no case holds; at most `most` of each.
   */
  forget(before: Instant, most: number): Promise<Forgotten>
}
