import type { TenantClock } from '../platform.ts'
import { Refusal } from './answers.ts'

/** Calls that share one quota: a row of the documented limits. */
export type Family = 'alerts' | 'machines' | 'machine actions' | 'responses'

const MINUTE = { most: 100, ms: 60_000, says: '00:01:00' }
const HOUR = { most: 1_500, ms: 3_600_000, says: '01:00:00' }

/**
 * Counts calls per app and family: 100 a minute and 1,500 an hour (rate limitations on each call's page).
 * Refused calls count as well: whoever ignores Retry-After stays throttled. Throws a 429 Refusal.
 */
export function createQuota(clock: TenantClock): (appId: string, family: Family) => void {
  const calls = new Map<string, readonly number[]>()

  return (appId, family) => {
    const now = clock.now()
    const key = `${family} ${appId}`
    const past = calls.get(key) ?? []
    const counted = [...past, now].slice(-HOUR.most)
    calls.set(key, counted)

    for (const { most, ms, says } of [HOUR, MINUTE]) {
      const oldest = past.at(-most)
      if (oldest === undefined || oldest + ms <= now) continue
      const freeAt = (counted.at(-most) ?? now) + ms
      // The code is the bare status, as seen in the wild; the documented one is TooManyRequests.
      throw new Refusal(429, '429', `API calls quota exceeded! maximum allowed ${most} per ${says}.`, {
        'retry-after': String(Math.ceil((freeAt - now) / 1000)),
      })
    }
  }
}
