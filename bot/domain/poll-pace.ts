const MINUTE = 60_000
/** Alerts seldom come alone: for so long after the last one, readings follow each other fast. */
const NEWS_LASTS_MS = MINUTE
const FAST_MS = 2_500
/**
 * Fast reading is 1,440 calls an hour. At 10 s it is 360, which are its own; of the 1,080 others it may share 370
 * (`call-quota.ts`). So it is fast while the last hour had fewer than 700 calls: from calm that lasts 19 minutes, and from
 * then on every 5 s on average for as long as alerts keep coming.
 */
const FAST_BELOW_CALLS = 700

/**
 * How long to wait after a reading that took so many calls. Each call earns its own wait, so that a flood of alerts makes
 * readings rarer, never more expensive; no wait becomes longer than a minute by that.
 */
export function pollPaceMs(
  calmMs: number,
  seen: { readonly sinceNewsMs: number; readonly lastHour: number; readonly calls: number },
): number {
  const isFast = seen.sinceNewsMs < NEWS_LASTS_MS && seen.lastHour < FAST_BELOW_CALLS
  const pace = isFast ? Math.min(FAST_MS, calmMs) : calmMs
  return Math.min(pace * seen.calls, Math.max(pace, MINUTE))
}
