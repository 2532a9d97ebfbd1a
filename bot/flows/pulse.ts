import { SEVERITIES } from '../domain/alert.ts'
import type { ActivityId, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { msOf, parseInstant } from '../domain/instant.ts'
import { fresh } from '../domain/plan.ts'
import type { Records, Store } from '../records.ts'

/** How the last pulse went: the service's own proof that what Defender shows can reach Teams. */
export interface Heartbeat {
  /** `none`: there was no operator conversation for it to reach. One that was lost makes it late. */
  readonly is: 'beating' | 'late' | 'none'
  /** When the last full trip ended: the pulse stood in Teams. */
  readonly lastTrip: Instant | null
}

const PULSE_EVERY_MS = 3 * 60_000
/** Two may get lost in a restart or a pause that Teams asked for. */
const LATE_AFTER_MS = 3 * PULSE_EVERY_MS
/** The clocks of two instances differ by less. */
const CLOCKS_APART_MS = 60_000

/**
 * After Defender was read, sends a pulse the way of every card: store, outbox, connector, to the operator conversation,
 * where one message is updated in place. At most one in three minutes.
 */
export async function beginPulse(store: Store, now: Instant): Promise<void> {
  await store.transaction(async (records) => {
    const operator = (await records.cursor('operator')) as ConversationId | null
    const begun = parseInstant(await records.cursor('pulse-begun'))
    const sinceMs = begun === null ? Infinity : msOf(now) - msOf(begun)
    if (operator === null || (sinceMs >= 0 && sinceMs < PULSE_EVERY_MS)) return // below 0 the clock was set back
    await records.setCursor('pulse-begun', now)
    await records.enqueue(
      [fresh(`pulse:${operator}`, operator, { what: 'pulse', begunAt: now }, SEVERITIES.length, minutesOf(now))],
      now,
    )
  })
}

/** As a revision, which rises and fits 31 bits. */
function minutesOf(now: Instant): number {
  return Math.floor(msOf(now) / 60_000)
}

/** The pulse arrived at `now`: its trip is on record, and the message that the next one updates. */
export async function endPulse(
  records: Records,
  conversation: ConversationId,
  activityId: ActivityId,
  now: Instant,
): Promise<void> {
  await records.setCursor('pulse-message', `${conversation} ${activityId}`)
  await records.setCursor('pulse-trip', now)
}

/** The message that shows the pulse in this conversation; `null` until one does. */
export async function pulseMessage(records: Records, conversation: ConversationId): Promise<ActivityId | null> {
  const [at, activityId] = ((await records.cursor('pulse-message')) ?? '').split(' ')
  return at === conversation && activityId ? (activityId as ActivityId) : null
}

/**
 * How the heart beats. A service that has just begun is late only when it had the time for three pulses. A trip that ended
 * more than a minute after `now` tells nothing: the clock was set back since. Less is another instance's clock.
 */
export async function heartbeat(records: Records, runningMs: number, now: Instant): Promise<Heartbeat> {
  const lastTrip = parseInstant(await records.cursor('pulse-trip'))
  if (lastTrip === null && (await records.cursor('operator')) === null) return { is: 'none', lastTrip }
  const sinceMs = lastTrip === null ? Infinity : msOf(now) - msOf(lastTrip)
  const quietMs = sinceMs < -CLOCKS_APART_MS ? Infinity : sinceMs
  return { is: Math.min(quietMs, runningMs) > LATE_AFTER_MS ? 'late' : 'beating', lastTrip }
}
