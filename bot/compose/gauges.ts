import type { Reading } from '../adapters/log/instruments.ts'
import { CALL_LIMITS } from '../domain/call-quota.ts'
import { msOf } from '../domain/instant.ts'
import type { Health } from './health.ts'

/** What `/healthz` tells, as gauges: one reading of the record serves both. */
export function gauges({ leads, heartbeat, outbox, defenderCalls, stoppedSince, approvalsWaiting }: Health): Reading[] {
  const [perMinute, perHour] = CALL_LIMITS
  const readings: Reading[] = [
    ['pocketsoc_outbox', outbox.due, { state: 'due' }],
    ['pocketsoc_outbox', outbox.sending, { state: 'sending' }],
    ['pocketsoc_outbox', outbox.waiting, { state: 'waiting' }],
    ['pocketsoc_outbox', outbox.dead, { state: 'dead' }],
    ['pocketsoc_unclear_posts', outbox.unclearPosts],
    ['pocketsoc_lease_held', Number(leads)],
    ['pocketsoc_actions_stopped', Number(stoppedSince !== null)],
    ['pocketsoc_approvals_waiting', approvalsWaiting],
    ['pocketsoc_defender_calls_left', perMinute.calls - defenderCalls.lastMinute, { span: 'minute' }],
    ['pocketsoc_defender_calls_left', perHour.calls - defenderCalls.lastHour, { span: 'hour' }],
  ]
  if (heartbeat.is !== 'none') readings.push(['pocketsoc_heartbeat_late', Number(heartbeat.is === 'late')])
  if (heartbeat.lastTrip) readings.push(['pocketsoc_heartbeat_last_trip_timestamp_seconds', msOf(heartbeat.lastTrip) / 1000])
  return readings
}
