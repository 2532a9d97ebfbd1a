import type { Alert } from './alert.ts'
import type { Instant } from './instant.ts'
import { msOf, plusMs } from './instant.ts'

const MINUTE = 60_000
/** Alerts become visible some time after their `lastUpdateTime`: every reading begins so long before the watermark. */
export const OVERLAP_MS = 10 * MINUTE
/** When nothing is new for longer, the watermark follows Defender's clock at this distance. */
const QUIET_MS = 60 * MINUTE

/** One answer of Defender's to "what was updated between". */
export interface AlertPage {
  readonly alerts: readonly Alert[]
  /** Defender's own clock when it answered, whole seconds; `null` when it did not say. */
  readonly asOf: Instant | null
}

/**
 * A moment inside of `(from, until)` that parts a span of which this page is a sample: half of what the page has there is
 * before it. `null` when the page has nothing there.
 */
export function middleOf(alerts: readonly Alert[], from: Instant, until: Instant | null): Instant | null {
  const isInside = (at: Instant): boolean => at > from && (until === null || at < until)
  const times = alerts.flatMap(({ updatedAt }) => (updatedAt !== null && isInside(updatedAt) ? updatedAt : [])).sort()
  return times[Math.floor(times.length / 2)] ?? null
}

/**
 * Where the newest alerts may fit into one answer, when all since `from` did not: half of the page's alerts on, or half of
 * the time until now by Defender's clock, whichever is later. `null` when nothing tells the alerts apart by time.
 */
export function laterStart({ alerts, asOf }: AlertPage, from: Instant): Instant | null {
  const halfTime = asOf && plusMs(from, Math.max(0, msOf(asOf) - msOf(from)) / 2)
  const starts = [middleOf(alerts, from, null), halfTime].filter(
    (at) => at !== null && at > from && (asOf === null || at <= asOf),
  )
  return latest(starts)
}

/**
 * The watermark after the newest alerts were read: Defender's time of the newest, at least where they were made to begin
 * so that they fit. What claims to be newer than Defender's own clock does not move it. Our clock has no part in it.
 */
export function movedWatermark(before: Instant | null, { alerts, asOf }: AlertPage, fitsFrom: Instant | null): Instant | null {
  const times = alerts.flatMap(({ updatedAt }) => updatedAt ?? []).filter((at) => asOf === null || at <= asOf)
  return latest([before, fitsFrom, ...times, asOf && plusMs(asOf, -QUIET_MS)])
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
}
