import type { IsInsider } from '../adapters/http/insider.ts'
import type { Routes } from '../adapters/http/server.ts'
import { isAboutToEnd } from '../domain/ending.ts'
import { isReadOnly } from '../domain/granted.ts'
import { heartbeat } from '../flows/pulse.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'
import type { Leading } from './leading.ts'

/** How the service is: what an operator looks at first. `startedMs`: when it began, by the clock that nobody sets. */
export async function readHealth(ground: Ground, startedMs: number, leading: Leading) {
  const { config, store, quota, now, nowMs, instance, credentials } = ground
  const mode = config.DEFENDER_MODE
  const [lease, beat, outbox, watermark, catchUp, granted, stop, waiting] = await Promise.all([
    store.lease(),
    heartbeat(store, nowMs() - startedMs, now()),
    store.counts(),
    store.cursor('watermark'),
    store.cursor('catch-up'),
    store.granted(),
    store.stop(),
    store.waitingApprovals(),
  ])
  const epoch = lease?.epoch ?? 0
  const leads = leading.epoch() === epoch
  const secrets = { unreadSince: credentials.unreadSince(), ends: credentials.endings() }
  const isEnding = secrets.ends.some(({ endsAt }) => isAboutToEnd(endsAt, now()))
  const isWorse = beat.is === 'late' || outbox.dead + outbox.waiting > 0 || secrets.unreadSince !== null || isEnding
  const status = isWorse ? 'degraded' : 'ok'
  const defenderCalls = quota.counts(nowMs())
  const reading = { watermark, catchUp, defenderCalls }
  const acting = {
    mode,
    readOnly: isReadOnly(granted, mode),
    stoppedSince: stop?.at ?? null,
    approvalsWaiting: waiting.length,
  }
  return { status, pid: process.pid, instance, leads, epoch, ...acting, heartbeat: beat, outbox, ...reading, secrets }
}

/** All that is told of how the service is. */
export type Health = Awaited<ReturnType<typeof readHealth>>

/** Answers `GET /healthz`: to a stranger, such as a probe, that the service lives, and how it acts. */
export function healthPage(read: () => Promise<Health>, isInsider: IsInsider): Routes['health'] {
  return async (asker) => {
    const whole = await read()
    const { status, mode, instance } = whole
    return { status: 200, body: isInsider(asker) ? whole : { status, mode, instance } }
  }
}

const WATCH_EVERY_MS = 30_000

/** Raises the alarm in the log when the heartbeat becomes late, once each time. */
export function startPulseWatch({ events, store, now, nowMs }: Ground, startedMs: number): Loop {
  let wasLate = false
  return startLoop(
    async () => {
      const { is, lastTrip } = await heartbeat(store, nowMs() - startedMs, now())
      if (is === 'late' && !wasLate) events.heartbeatLate(lastTrip)
      wasLate = is === 'late'
      return WATCH_EVERY_MS
    },
    (error) => {
      events.passFailed('pulse-watch', error)
      return WATCH_EVERY_MS
    },
  )
}
