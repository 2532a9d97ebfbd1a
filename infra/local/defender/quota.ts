import type { TenantClock } from '../platform.ts'
import { Refusal } from './answers.ts'

/** Calls that share one quota: a row of the documented limits. */
export type Family = 'alerts' | 'batch updates' | 'machines' | 'machine actions' | 'responses' | 'package links'

const MINUTE = { ms: 60_000, says: '00:01:00' }
const HOUR = { ms: 3_600_000, says: '01:00:00' }
const USUAL = [
  { ...HOUR, most: 1_500 },
  { ...MINUTE, most: 100 },
]
/** Where they are others. */
const LIMITS: { readonly [family in Family]?: typeof USUAL } = {
  'batch updates': [
    { ...HOUR, most: 500 },
    { ...MINUTE, most: 10 },
  ],
  /** Get package SAS URI API. */
  'package links': [
    { ...HOUR, most: 120 },
    { ...MINUTE, most: 2 },
  ],
}
/** As many of the past as any limit counts. */
const MOST_KEPT = 1_500

/**
 * Counts calls per app and family: 100 a minute and 1,500 an hour, fewer of some (rate limitations on each call's page).
 * Refused calls count as well: whoever ignores Retry-After stays throttled. Throws a 429 Refusal.
 */
export function createQuota(clock: TenantClock): (appId: string, family: Family) => void {
  const calls = new Map<string, readonly number[]>()

  return (appId, family) => {
    const now = clock.now()
    const key = `${family} ${appId}`
    const past = calls.get(key) ?? []
    const counted = [...past, now].slice(-MOST_KEPT)
    calls.set(key, counted)

    for (const { most, ms, says } of LIMITS[family] ?? USUAL) {
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
