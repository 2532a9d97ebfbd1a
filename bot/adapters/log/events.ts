import type { Logger } from 'pino'
import pino from 'pino'
import type { Delivery } from '../../domain/delivery.ts'
import { BotError } from '../../domain/error.ts'
import type { ActivityId } from '../../domain/ids.ts'
import type { AuditEntry, AuditHead } from '../../records/audit.ts'

/** What the service says of itself, one JSON line an event. Tokens, cards and request bodies are never fields. */
export type Events = ReturnType<typeof createEvents>

/** Opens the log on standard output. One function per business event, so an event has one name and one shape. */
export function createEvents(level: string) {
  const log: Logger = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })

  return {
    started: (fields: { port: number; store: 'sqlite' | 'postgres'; instance: string; ms: number }) =>
      log.info({ event: 'service.started', ...fields }),
    leaseTaken: (fields: { epoch: number; recovered: number }) => log.info({ event: 'lease.taken', ...fields }),
    leaseLost: (epoch: number) => log.warn({ event: 'lease.lost', epoch }),
    stopping: (signal: string) => log.info({ event: 'service.stopping', signal }),
    stopOverdue: () => log.warn({ event: 'service.stop-overdue' }),
    stopped: () => log.info({ event: 'service.stopped' }),
    crashed: (error: unknown) =>
      log.fatal({ event: 'service.crashed', why: told(error), stack: error instanceof Error ? error.stack : undefined }),
    polled: (found: { changed: number; touched: number; calls: number; behind: boolean; ms: number }) =>
      log[found.changed > 0 ? 'info' : 'debug']({ event: 'alerts.read', ...found }),
    caughtUp: (step: { what: 'catch-up' | 'sweep'; read: number; changed: number; readTo: string; done: boolean; ms: number }) =>
      log[step.changed > 0 || step.what === 'catch-up' ? 'info' : 'debug']({ event: 'alerts.caught-up', ...step }),
    readingHeld: (forMs: number) => log.warn({ event: 'alerts.held', forMs: Math.round(forMs) }),
    pollFailed: (error: unknown, againInMs: number) => log.warn({ event: 'alerts.unread', why: told(error), againInMs }),
    followFailed: (error: unknown, againInMs: number) => log.warn({ event: 'actions.unread', why: told(error), againInMs }),
    machinesUnread: (error: unknown) => log.warn({ event: 'machines.unread', why: told(error) }),
    channelsUnread: (error: unknown) => log.warn({ event: 'channels.unread', why: told(error) }),
    delivered: ({ key, conversationId, tries }: Delivery, how: string, activityId: ActivityId | null) =>
      log.info({ event: `delivery.${how}`, key, conversationId, activityId, tries }),
    deliveryFailed: ({ key, conversationId, tries }: Delivery, why: string, became: 'later' | 'dead' | 'parked') =>
      log[became === 'later' ? 'warn' : 'error']({
        event: became === 'later' ? 'delivery.failed' : `delivery.${became}`,
        key,
        conversationId,
        tries,
        why: tame(why),
      }),
    rolledUp: (conversationId: string, incidentId: number, counted: number, shown: number) =>
      log.info({ event: 'machines.rolled-up', conversationId, incidentId, counted, shown }),
    secretsUnread: (error: unknown) => log.warn({ event: 'secrets.unread', why: told(error) }),
    secretsReadAgain: () => log.info({ event: 'secrets.read-again' }),
    credentialRenewed: (name: string, version: string) => log.info({ event: 'credential.renewed', name, version: tame(version) }),
    watcherUntold: (error: unknown) => log.warn({ event: 'watcher.untold', why: told(error) }),
    heartbeatLate: (lastTrip: string | null) => log.error({ event: 'heartbeat.late', lastTrip }),
    forgot: (counts: { cases: number; deliveries: number; alerts: number }) =>
      log[Object.values(counts).some(Boolean) ? 'info' : 'debug']({ event: 'old.forgotten', ...counts }),
    passFailed: (pass: string, error: unknown) =>
      log.error({ event: 'pass.failed', pass, why: told(error), stack: error instanceof Error ? error.stack : undefined }),
    turnedAway: (status: number, why: string) => log.warn({ event: 'request.turned-away', status, why: tame(why) }),
    turnFailed: (error: unknown, reference?: string) =>
      log.error({ event: 'turn.failed', reference, why: told(error), stack: error instanceof Error ? error.stack : undefined }),
    requestFailed: (error: unknown) =>
      log.error({ event: 'request.failed', why: told(error), stack: error instanceof Error ? error.stack : undefined }),
    audited: ({ event, person, machineId, caseId, intentId, actionId, detail }: AuditEntry, { seq, hash }: AuditHead) => {
      const told = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, tame(value)]))
      const ids = { person: person?.id ?? null, machineId, caseId, intentId, actionId }
      log.info({ event: `audit.${tame(event)}`, seq, hash, ...ids, detail: told })
    },
    signInTold: (name: string, code: string | null) =>
      log.info({ event: 'sign-in.told', name: tame(name), code: code && tame(code) }),
    clickAnswered: (verb: string, person: string, reply: string) =>
      log.info({ event: 'click.answered', verb: tame(verb), person, reply }),
    permissionsChanged: (missing: readonly string[]) =>
      log[missing.length > 0 ? 'warn' : 'info']({ event: 'permissions.changed', missing }),
    conversationSeen: (is: string, conversationId: string, kind: string) =>
      log.info({ event: `conversation.${is}`, conversationId, kind }),
  }
}

function told(error: unknown): string {
  if (error instanceof BotError)
    return tame(error.detail ? `${error.code}: ${error.message} (${error.detail})` : `${error.code}: ${error.message}`)
  return tame(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

/** Text from outside may not break a log line, flood it, or carry a token into it. */
function tame(value: string): string {
  return value
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .slice(0, 300)
}
