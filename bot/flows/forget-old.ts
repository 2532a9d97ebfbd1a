import { plusMs } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Forgotten } from '../records/retention.ts'
import type { Store } from '../records.ts'

const DAY_MS = 24 * 60 * 60_000
/** In one transaction, so that nothing that people wait for waits for it. */
const MOST_AT_ONCE = 500

/** Forgets what is older than so many days, a little at a time. Answers how much that was. */
export async function forgetOld(
  { store, now }: { readonly store: Pick<Store, 'forget'>; readonly now: Clock },
  days: number,
  signal: AbortSignal,
): Promise<Forgotten> {
  const total = { cases: 0, deliveries: 0, alerts: 0 }
  const before = plusMs(now(), -days * DAY_MS)
  while (!signal.aborted) {
    const found = await store.forget(before, MOST_AT_ONCE)
    total.cases += found.cases
    total.deliveries += found.deliveries
    total.alerts += found.alerts
    if (Math.max(found.cases, found.deliveries, found.alerts) < MOST_AT_ONCE) return total
  }
  return total
}
