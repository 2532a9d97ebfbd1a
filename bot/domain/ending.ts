import type { Instant } from './instant.ts'
import { msOf } from './instant.ts'

/** Something of ours that ends at a known time, such as a version of a secret. */
export interface Ending {
  readonly name: string
  readonly version: string
  readonly endsAt: Instant
}

/** How many days ahead of an end an operator is told, least first; 0 is once it is over. */
const WARNED_AHEAD = [0, 1, 7, 30] as const
const DAY_MS = 86_400_000

/** The warning that `endsAt` is due for: 1, 7 or 30 days ahead, 0 when it is over; `null` for none yet. */
export function daysAhead(endsAt: Instant, now: Instant): number | null {
  const leftMs = msOf(endsAt) - msOf(now)
  return WARNED_AHEAD.find((days) => leftMs <= days * DAY_MS) ?? null
}

/** Whether `endsAt` is no more than a day ahead, or past. */
export function isAboutToEnd(endsAt: Instant, now: Instant): boolean {
  const days = daysAhead(endsAt, now)
  return days !== null && days <= 1
}
