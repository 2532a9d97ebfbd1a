/** What a call to Defender is for, in the order in which the quota is kept for them. */
export type Purpose = 'click' | 'tab' | 'follow' | 'read' | 'catch-up'

type Held = Exclude<Purpose, 'click'>

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * What Defender allows (rate limitations on each call's page). Its pages do not say whether calls of different kinds, of
 * the app and of people count together; here they do, so that neither reading of them is exceeded.
 */
export const CALL_LIMITS = [
  { calls: 100, spanMs: MINUTE },
  { calls: 1_500, spanMs: HOUR },
] as const

/**
 * What each purpose may have. A call is its purpose's `own` when that had none for `ownEveryMs`: that pace is kept for it
 * whatever others do, so that new alerts are read every 10 s however busy people are. All other calls, and all clicks, are
 * shared: one goes out while the shared ones of all purposes are fewer than this in the last minute and hour, fewest for
 * those who can wait longest.
 *
 * The sum: own paces are 4 + 6 + 1 = 11 calls a minute and 240 + 360 + 60 = 660 an hour. With the most that is shared that
 * makes 11 + 78 = 89 of 100 and 660 + 640 = 1,300 of 1,500; 11 and 200 are left to clicks. A click always goes out: if there
 * is no more room, Defender is the one to say so. Reading and following at their fastest share 38 a minute, so that people can
 * look at machines in the middle of an incident, and what they asked for is followed fast however much they tap.
 */
const ALLOWED: Readonly<Record<Held, { readonly ownEveryMs: number | null; readonly shared: readonly [number, number] }>> = {
  tab: { ownEveryMs: null, shared: [78, 640] },
  follow: { ownEveryMs: 15_000, shared: [60, 480] },
  read: { ownEveryMs: 10_000, shared: [34, 370] },
  'catch-up': { ownEveryMs: MINUTE, shared: [32, 300] }, // for machines as well
}

/** Keeps count of the calls, so that Defender need not refuse. Times are milliseconds of any clock that never goes back. */
export interface CallQuota {
  /** How long until something may begin for this purpose; 0 when now. */
  waitMs(purpose: Purpose, nowMs: number): number
  /** How long until a call may go out for what has begun: it is held by Defender's word only, else it would never end. */
  closedMs(purpose: Purpose, nowMs: number): number
  /** A call goes out. One for which there is no room puts off what its purpose may begin next. */
  spend(purpose: Purpose, nowMs: number): void
  /** Defender said 429: nothing but clicks goes out for so long, a minute when it did not say. */
  refused(forMs: number | null, nowMs: number): void
  /** How many went out. */
  counts(nowMs: number): { readonly lastMinute: number; readonly lastHour: number }
}

/** A quota of which nothing is used. */
export function createCallQuota(): CallQuota {
  let calls: { readonly isShared: boolean; readonly at: number }[] = []
  let closedUntil = Number.NEGATIVE_INFINITY
  const ownAt = new Map<Purpose, number>()
  const since = (spanMs: number, nowMs: number): number => calls.filter(({ at }) => at > nowMs - spanMs).length
  const untilOwn = (purpose: Held, nowMs: number): number =>
    ALLOWED[purpose].ownEveryMs === null ? Number.POSITIVE_INFINITY : Math.max(0, (ownAt.get(purpose) ?? nowMs) - nowMs)
  const untilShared = (purpose: Held, nowMs: number): number => {
    const shared = calls.flatMap(({ isShared, at }) => (isShared ? at : []))
    return Math.max(0, ...CALL_LIMITS.map(({ spanMs }, n) => waitFor(shared, ALLOWED[purpose].shared[n] ?? 0, spanMs, nowMs)))
  }
  /** What was had beyond what is allowed is waited for first, else a trickle of shared calls would put off the own ones for ever. */
  const untilPaid = (purpose: Held, nowMs: number): number =>
    (ownAt.get(purpose) ?? nowMs) - (ALLOWED[purpose].ownEveryMs ?? 0) - nowMs
  const closedMs = (purpose: Purpose, nowMs: number): number => (purpose === 'click' ? 0 : Math.max(0, closedUntil - nowMs))

  return {
    waitMs(purpose, nowMs) {
      if (purpose === 'click') return 0
      const shared = Math.max(untilShared(purpose, nowMs), untilPaid(purpose, nowMs))
      return Math.max(closedMs(purpose, nowMs), Math.min(untilOwn(purpose, nowMs), shared))
    },
    closedMs,
    spend(purpose, nowMs) {
      calls = calls.filter(({ at }) => at > nowMs - HOUR)
      const everyMs = purpose === 'click' ? null : ALLOWED[purpose].ownEveryMs
      const isOwn = purpose !== 'click' && everyMs !== null && (untilOwn(purpose, nowMs) === 0 || untilShared(purpose, nowMs) > 0)
      if (isOwn) ownAt.set(purpose, Math.max(ownAt.get(purpose) ?? nowMs, nowMs) + everyMs)
      calls.push({ isShared: !isOwn, at: nowMs })
    },
    refused(forMs, nowMs) {
      closedUntil = Math.max(closedUntil, nowMs + (forMs ?? MINUTE))
    },
    counts: (nowMs) => ({ lastMinute: since(MINUTE, nowMs), lastHour: since(HOUR, nowMs) }),
  }
}

/** How long until fewer than `most` calls lie within the span. */
function waitFor(times: readonly number[], most: number, spanMs: number, nowMs: number): number {
  return (times.at(-most) ?? Number.NEGATIVE_INFINITY) + spanMs - nowMs
}
