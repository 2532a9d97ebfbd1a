import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Forgotten } from '../records/retention.ts'
import type { Records, Store } from '../records.ts'
import { auditChange } from './audit-change.ts'

const DAY_MS = 24 * 60 * 60_000
/** In one transaction, so that nothing that people wait for waits for it. */
const MOST_AT_ONCE = 500

/** Since when what has ended is kept, where it is kept for so many days. */
export function keptSince(now: Instant, days: number): Instant {
  return plusMs(now, -days * DAY_MS)
}

/** Forgets what is older than so many days, a little at a time, and notes it in the audit. Answers how much that was. */
export async function forgetOld(
  { store, now }: { readonly store: Pick<Store, 'transaction'>; readonly now: Clock },
  days: number,
  signal: AbortSignal,
): Promise<Forgotten> {
  const total = { cases: 0, deliveries: 0, alerts: 0 }
  const before = keptSince(now(), days)
  while (!signal.aborted) {
    const found = await store.transaction((records) => forgetSome(records, before, now()))
    total.cases += found.cases
    total.deliveries += found.deliveries
    total.alerts += found.alerts
    if (Math.max(found.cases, found.deliveries, found.alerts) < MOST_AT_ONCE) return total
  }
  return total
}

async function forgetSome(records: Records, before: Instant, now: Instant): Promise<Forgotten> {
  const found = await records.forget(before, MOST_AT_ONCE)
  const counts = Object.entries(found).map(([what, count]) => [what, String(count)])
  if (Object.values(found).some(Boolean)) await auditChange(records, now, 'old.forgotten', null, Object.fromEntries(counts))
  return found
}
