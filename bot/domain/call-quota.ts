/** What a call to Defender is for, in the order in which the quota is kept for them. */
export type Purpose = 'click' | 'tab' | 'follow' | 'read' | 'catch-up'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * What Defender allows (rate limitations on each call's page). Its pages do not say whether calls of different kinds, of
 * the app and of people count together; here they do, so that neither reading of them is exceeded.
 */
const LIMITS = [
  { calls: 100, spanMs: MINUTE },
  { calls: 1_500, spanMs: HOUR },
] as const

/**
 * The part of each limit that all calls together may have used for a call of this purpose to go out: 50 and 750 for
 * catching up and machines, 70 and 1,050 for new alerts, 80 and 1,200 for following actions, 90 and 1,350 for the tab.
 * A click always goes out: if there is no more room, Defender is the one to say so.
 */
const SHARES: Readonly<Record<Exclude<Purpose, 'click'>, number>> = { tab: 0.9, follow: 0.8, read: 0.7, 'catch-up': 0.5 }

/** Keeps count of the calls, so that Defender need not refuse. Times are milliseconds of any clock that never goes back. */
export interface CallQuota {
  /** How long until a call for this purpose may go out; 0 when now. */
  waitMs(purpose: Purpose, nowMs: number): number
  /** A call goes out. */
  spend(nowMs: number): void
  /** Defender said 429: nothing but clicks goes out for so long, a minute when it did not say. */
  refused(forMs: number | null, nowMs: number): void
  /** How many went out. */
  counts(nowMs: number): { readonly lastMinute: number; readonly lastHour: number }
}

/** A quota of which nothing is used. */
export function createCallQuota(): CallQuota {
  let calls: number[] = []
  let closedUntil = Number.NEGATIVE_INFINITY
  const since = (spanMs: number, nowMs: number): number => calls.length - calls.findLastIndex((at) => at <= nowMs - spanMs) - 1

  return {
    waitMs(purpose, nowMs) {
      if (purpose === 'click') return 0
      const waits = LIMITS.map(({ calls: most, spanMs }) => {
        const last = calls.at(-Math.floor(most * SHARES[purpose]))
        return last === undefined ? 0 : last + spanMs - nowMs
      })
      return Math.max(0, closedUntil - nowMs, ...waits)
    },
    spend(nowMs) {
      calls = calls.filter((at) => at > nowMs - HOUR)
      calls.push(nowMs)
    },
    refused(forMs, nowMs) {
      closedUntil = Math.max(closedUntil, nowMs + (forMs ?? MINUTE))
    },
    counts: (nowMs) => ({ lastMinute: since(MINUTE, nowMs), lastHour: since(HOUR, nowMs) }),
  }
}
