import type { Instant } from '../domain/instant.ts'
import { msOf } from '../domain/instant.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import { askFor, isDue } from '../domain/isolation-review.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { placeOf } from './place-of-review.ts'
import { settleMachine } from './settle-cases.ts'
import { saveReview } from './settle-review.ts'

/** What asking needs. */
export interface AskPorts {
  readonly store: Store
  readonly now: Clock
}

/** Begins the reviews of isolations that were on record before there were any. */
export async function beginMissingReviews({ store, now }: AskPorts): Promise<void> {
  for (const machine of await store.unreviewedMachines()) {
    await store.transaction((records) => settleMachine(records, machine, now(), null, 'calmly'))
  }
}

const MINUTE_MS = 60_000

/**
 * Asks, once each, for the reviews whose time has come: in the thread of the case that the isolation was asked from, else where
 * its owner or the operator reads it. Nobody is asked while there is no such place. Answers how many milliseconds until the next may be due.
 */
export async function askReviews({ store, now }: AskPorts): Promise<{ readonly asked: number; readonly nextInMs: number }> {
  const at = now()
  const open = await store.openReviews()
  let asked = 0
  for (const { id } of open.filter((review) => isDue(review, at))) {
    if (await store.transaction((records) => ask(records, id, at))) asked += 1
  }
  const next = open.find(({ dueAt }) => dueAt > at)
  return { asked, nextInMs: Math.min(MINUTE_MS, next ? msOf(next.dueAt) - msOf(at) + 1 : MINUTE_MS) }
}

async function ask(records: Records, id: IsolationReview['id'], now: Instant): Promise<boolean> {
  const review = await records.review(id)
  if (!review || !isDue(review, now)) return false
  const place = await placeOf(records, review)
  if (place === null) return false
  const asked = askFor(review, place, now)
  await saveReview(
    records,
    asked,
    { event: 'asked', person: review.owner, detail: { conversationId: place.conversationId } },
    now,
  )
  await settleMachine(records, review.machineId, now, null)
  return true
}
