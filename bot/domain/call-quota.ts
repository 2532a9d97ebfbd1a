/** What a call to Defender is for, in the order in which the quota is kept for them. */
export type Purpose = 'click' | 'tab' | 'follow' | 'read' | 'catch-up'

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
 * When a call of a purpose may go out: while all calls together have used less than this share of each limit, or while the
 * purpose itself had fewer than its `own` in the last minute and hour. So no purpose uses up what is kept for those who
 * wait for an answer, and none is ever starved by them: new alerts are read every 10 s whatever people do.
 * A click always goes out: if there is no more room, Defender is the one to say so.
 */
const ALLOWED: Readonly<Record<Exclude<Purpose, 'click'>, { readonly share: number; readonly own: readonly [number, number] }>> =
  {
    tab: { share: 0.9, own: [0, 0] }, // 90 and 1,350
    follow: { share: 0.8, own: [60, 360] }, // 80 and 1,200
    read: { share: 0.7, own: [6, 360] }, // 70 and 1,050
    'catch-up': { share: 0.5, own: [1, 60] }, // 50 and 750, for machines as well
  }

/** Keeps count of the calls, so that Defender need not refuse. Times are milliseconds of any clock that never goes back. */
export interface CallQuota {
  /** How long until a call for this purpose may go out; 0 when now. */
  waitMs(purpose: Purpose, nowMs: number): number
  /** A call goes out. */
  spend(purpose: Purpose, nowMs: number): void
  /** Defender said 429: nothing but clicks goes out for so long, a minute when it did not say. */
  refused(forMs: number | null, nowMs: number): void
  /** How many went out. */
  counts(nowMs: number): { readonly lastMinute: number; readonly lastHour: number }
}

/** A quota of which nothing is used. */
export function createCallQuota(): CallQuota {
  let calls: { readonly purpose: Purpose; readonly at: number }[] = []
  let closedUntil = Number.NEGATIVE_INFINITY
  const since = (spanMs: number, nowMs: number): number => calls.filter(({ at }) => at > nowMs - spanMs).length

  return {
    waitMs(purpose, nowMs) {
      if (purpose === 'click') return 0
      const { share, own } = ALLOWED[purpose]
      const all = calls.map(({ at }) => at)
      const ours = calls.flatMap((call) => (call.purpose === purpose ? call.at : []))
      const together = CALL_LIMITS.map((limit) => waitFor(all, Math.floor(limit.calls * share), limit.spanMs, nowMs))
      const alone = CALL_LIMITS.map(({ spanMs }, n) => waitFor(ours, own[n] ?? 0, spanMs, nowMs))
      return Math.max(0, closedUntil - nowMs, Math.min(Math.max(...together), Math.max(...alone)))
    },
    spend(purpose, nowMs) {
      calls = calls.filter(({ at }) => at > nowMs - HOUR)
      calls.push({ purpose, at: nowMs })
    },
    refused(forMs, nowMs) {
      closedUntil = Math.max(closedUntil, nowMs + (forMs ?? MINUTE))
    },
    counts: (nowMs) => ({ lastMinute: since(MINUTE, nowMs), lastHour: since(HOUR, nowMs) }),
  }
}

/** How long until fewer than `most` calls lie within the span. */
function waitFor(times: readonly number[], most: number, spanMs: number, nowMs: number): number {
  if (most === 0) return Number.POSITIVE_INFINITY
  return (times.at(-most) ?? Number.NEGATIVE_INFINITY) + spanMs - nowMs
}
