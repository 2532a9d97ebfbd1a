import { msOf } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { endIfOver } from './hold.ts'

/** Looked at again at least so often: a machine may move on at any time. */
const MOST_MS = 30_000
const LEAST_MS = 1000

/** Ends the requests for a second person whose time is over, or whose machine has moved on. Answers how many milliseconds until the next look. */
export async function endApprovals({ store, now }: { readonly store: Store; readonly now: Clock }): Promise<number> {
  const waiting = await store.waitingApprovals()
  if (waiting.length === 0) return MOST_MS
  await store.transaction(async (records) => {
    for (const { id } of waiting) await endIfOver(records, id, now())
  })
  const left = waiting.map(({ endsAt }) => msOf(endsAt) - msOf(now())).filter((ms) => ms > 0)
  return Math.max(LEAST_MS, Math.min(MOST_MS, ...left))
}
