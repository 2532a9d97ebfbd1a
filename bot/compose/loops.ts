import { createHash } from 'node:crypto'
import { tellWatcher } from '../adapters/http/dead-mans-switch.ts'
import { batchMessage } from '../cards/batch-card.ts'
import { caseCard, shortCaseCard } from '../cards/case-card.ts'
import { noticeCard } from '../cards/notice-card.ts'
import { packageReadyCard } from '../cards/package-card.ts'
import { pulseCard } from '../cards/pulse-card.ts'
import { raiseCard } from '../cards/raise-card.ts'
import { reviewCard } from '../cards/review-card.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Delivery } from '../domain/delivery.ts'
import { BotError } from '../domain/error.ts'
import type { Instant } from '../domain/instant.ts'
import type { ReviewFile } from '../domain/isolation-review.ts'
import { createPatience } from '../domain/patience.ts'
import { pollPaceMs } from '../domain/poll-pace.ts'
import type { SendBudget } from '../domain/send-budget.ts'
import { deliverDue } from '../flows/deliver.ts'
import { followActions } from '../flows/follow-actions.ts'
import { forgetOld } from '../flows/forget-old.ts'
import { giveUpTriages } from '../flows/give-up-triages.ts'
import { pauseRules } from '../flows/pause-rules.ts'
import type { PlanSendPorts } from '../flows/plan-send.ts'
import { pollAlerts } from '../flows/poll-alerts.ts'
import { beginPulse } from '../flows/pulse.ts'
import { createStormWatch } from '../flows/roll-up.ts'
import { stopLeftBatches } from '../flows/steer-batch.ts'
import type { ReadPorts } from '../flows/take-alerts.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Store } from '../records.ts'
import type { Ground } from './ground.ts'

/**
 * Sends what is due, again and again. `outcomes`: what became of a claim may be told when the lease is lost, too.
 * `faulted`: told when the store failed, so that something may be left as `sending`.
 */
export function startDelivering(
  { config, cloud, events, trail, store, now, nowMs, connector, look }: Ground,
  budget: SendBudget,
  outcomes: Store,
  faulted: () => void,
): Loop {
  const ports = {
    store: { ...store, transaction: outcomes.transaction },
    connector,
    fallbackServiceUrl: cloud.fallbackServiceUrl,
    budget,
    watch: createStormWatch({ store, budget, nowMs, rolledUp: events.rolledUp }),
    patience: createPatience(),
    render: {
      caseCard: (file: CaseFile) => caseCard(file, look),
      shortCaseCard: (file: CaseFile) => shortCaseCard(file, look),
      raiseCard,
      reviewCard: (file: ReviewFile) => reviewCard(file, look, 'shared'),
      noticeCard,
      packageReadyCard,
      batchCard: (...[batch, machines]: Parameters<PlanSendPorts['render']['batchCard']>) =>
        batchMessage(batch, machines, look.times),
      pulseCard: (begunAt: Instant) => pulseCard(begunAt, look.times),
    },
    pulseArrived: () => {
      if (config.HEARTBEAT_URL) tellWatcher(config.HEARTBEAT_URL).catch(events.watcherUntold)
    },
    fingerprint: (message: object) => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
    now,
    nowMs,
    random: Math.random,
    during: (delivery: Delivery, work: () => Promise<void>) => trail.during('delivery', work, delivery.key),
    events: { delivered: events.delivered, failed: events.deliveryFailed },
  }
  return startLoop(
    (signal) => deliverDue(ports, signal),
    (error) => {
      events.passFailed('deliver', error)
      faulted()
      return 1000
    },
  )
}

/** Reads what is new at Defender, again and again, within its share of the quota. */
export function startPolling(parts: Ground & Omit<ReadPorts, 'alerts'>, delivering: Loop, catchingUp: Loop): Loop {
  const { config, events, trail, quota, nowMs } = parts
  const alerts = parts.defender('read')
  const pollEveryMs = config.POLL_SECONDS * 1000
  let newsAt = Number.NEGATIVE_INFINITY
  return startLoop(
    async (signal) => {
      const began = nowMs()
      const heldMs = quota.waitMs('read', began)
      if (heldMs > 0) {
        events.readingHeld(heldMs)
        return heldMs
      }
      const found = await trail.during('poll', async () => {
        const polled = await pollAlerts({ ...parts, alerts }, signal)
        events.polled({ ...polled, ms: Math.round(nowMs() - began) })
        await beginPulse(parts.store, parts.now())
        return polled
      })
      if (found.touched > 0) delivering.wake()
      if (found.behind) catchingUp.wake()
      if (found.changed > 0) newsAt = nowMs()
      const { lastHour } = quota.counts(nowMs())
      return pollPaceMs(pollEveryMs, { sinceNewsMs: nowMs() - newsAt, lastHour, calls: found.calls })
    },
    (error) => {
      const againInMs = (error instanceof BotError && error.retryAfterMs) || pollEveryMs
      events.pollFailed(error, againInMs)
      return againInMs
    },
  )
}

const FORGET_EVERY_MS = 60 * 60_000

/** Forgets what is old, once an hour. */
export function startForgetting({ config, events, store, now }: Ground): Loop {
  return startLoop(
    async (signal) => {
      events.forgot(await forgetOld({ store, now }, config.RETENTION_DAYS, signal))
      return FORGET_EVERY_MS
    },
    (error) => {
      events.passFailed('forget', error)
      return FORGET_EVERY_MS
    },
  )
}

const PAUSE_EVERY_MS = 60 * 60_000

/** Pauses the rules of 1:1 chats that were not confirmed for too long, once an hour. */
export function startPausing({ events, store, now }: Ground, delivering: Loop): Loop {
  return startLoop(
    async () => {
      if ((await pauseRules({ store, now })) > 0) delivering.wake()
      return PAUSE_EVERY_MS
    },
    (error) => {
      events.passFailed('pause', error)
      return PAUSE_EVERY_MS
    },
  )
}

/** Many acts at once make looks no closer than this, so that they fit into their own part of the quota. */
const LOOKS_APART_MS = 1000

/** Looks at what became of machine actions, again and again. */
export function startFollowing({ events, trail, store, now, nowMs, quota, defender }: Ground, delivering: Loop): Loop {
  const actions = defender('follow')
  let lookedAt = Number.NEGATIVE_INFINITY
  return startLoop(
    async (signal) => {
      const earlyMs = lookedAt + LOOKS_APART_MS - nowMs()
      if (earlyMs > 0) return earlyMs
      lookedAt = nowMs()
      await giveUpTriages(store, now)
      await stopLeftBatches(store, now(), 'silent')
      const heldMs = quota.waitMs('follow', nowMs())
      if (heldMs > 0) return heldMs
      const nextInMs = await trail.during('look', () => followActions({ store, actions, now }, signal))
      delivering.wake()
      return nextInMs
    },
    (error) => {
      const againInMs = (error instanceof BotError && error.retryAfterMs) || 10_000
      events.followFailed(error, againInMs)
      return againInMs
    },
  )
}
