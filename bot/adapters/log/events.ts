import type { Logger } from 'pino'
import pino from 'pino'
import { CARD_VERBS, DRAFT_VERB, PACKAGE_VERB } from '../../cards/parse-click.ts'
import { REVIEW_VERBS } from '../../cards/parse-review-click.ts'
import { TRIAGE_VERBS } from '../../cards/parse-triage-click.ts'
import type { Purpose } from '../../domain/call-quota.ts'
import type { ClickReply } from '../../domain/click.ts'
import type { Delivery } from '../../domain/delivery.ts'
import type { ErrorCode } from '../../domain/error.ts'
import { BotError } from '../../domain/error.ts'
import type { ActivityId } from '../../domain/ids.ts'
import type { AuditEntry, AuditHead } from '../../records/audit.ts'
import type { Measure } from './instruments.ts'
import type { Trail } from './trail.ts'

/** Verbs that count under their own names; what others come from outside is one. */
const VERBS = [...CARD_VERBS, ...TRIAGE_VERBS, ...REVIEW_VERBS, DRAFT_VERB, PACKAGE_VERB]

/** What the service says of itself, one JSON line an event. Tokens, cards and request bodies are never fields. */
export type Events = ReturnType<typeof createEvents>

/** Opens the log on standard output. One function per business event, so an event has one name, one shape, and its part in the numbers. */
export function createEvents(level: string, measure: Measure, trail: Pick<Trail, 'fields' | 'ended' | 'happened'>) {
  const log: Logger = pino({
    level,
    base: null,
    mixin: trail.fields,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })

  /** The audit's lines are proof of it kept elsewhere, and so are written at any level. */
  const record = log.child({}, { level: 'info' })

  const unread = (what: string, error: unknown, againInMs?: number): void => {
    measure('pocketsoc_reads_failed_total', 1, { what })
    log.warn({ event: `${what}.unread`, why: told(error), againInMs })
  }

  return {
    started: (fields: { port: number; store: 'sqlite' | 'postgres'; instance: string; ms: number }) =>
      log.info({ event: 'service.started', ...fields }),
    leaseTaken: (fields: { epoch: number; recovered: number }) => log.info({ event: 'lease.taken', ...fields }),
    leaseLost: (epoch: number) => log.warn({ event: 'lease.lost', epoch }),
    /** The process ends itself by it. */
    loopsHang: (epoch: number) => log.fatal({ event: 'service.loops-hang', epoch }),
    stopping: (signal: string) => log.info({ event: 'service.stopping', signal }),
    stopOverdue: () => log.warn({ event: 'service.stop-overdue' }),
    stopped: () => log.info({ event: 'service.stopped' }),
    crashed: (error: unknown) => log.fatal({ event: 'service.crashed', ...fault(error) }),
    polled(found: { changed: number; touched: number; calls: number; behind: boolean; ms: number }) {
      measure('pocketsoc_alerts_taken_total', found.changed, { way: 'poll' })
      measure('pocketsoc_poll_seconds', found.ms / 1000)
      log[found.changed + found.touched > 0 ? 'info' : 'debug']({ event: 'alerts.read', ...found })
    },
    caughtUp(step: { what: 'catch-up' | 'sweep'; read: number; changed: number; readTo: string; done: boolean; ms: number }) {
      measure('pocketsoc_alerts_taken_total', step.changed, { way: step.what })
      log[step.changed > 0 || step.what === 'catch-up' ? 'info' : 'debug']({ event: 'alerts.caught-up', ...step })
    },
    readingHeld: (forMs: number) => log.warn({ event: 'alerts.held', forMs: Math.round(forMs) }),
    pollFailed: (error: unknown, againInMs: number) => unread('alerts', error, againInMs),
    followFailed: (error: unknown, againInMs: number) => unread('actions', error, againInMs),
    machinesUnread: (error: unknown) => unread('machines', error),
    channelsUnread: (error: unknown) => unread('channels', error),
    defenderAnswered(purpose: Purpose, status: number | null, ms: number) {
      const labels = { purpose, status: status ?? 'none' }
      measure('pocketsoc_defender_call_seconds', ms / 1000, labels)
      trail.ended('defender', ms, labels)
      log.debug({ event: 'defender.answered', purpose, status, ms: Math.round(ms) })
    },
    defenderHeld(purpose: Purpose) {
      measure('pocketsoc_defender_calls_held_total', 1, { purpose })
      log.debug({ event: 'defender.held', purpose })
    },
    /** `sinceReadMs`: since the alert was read for which a case's first card was posted. */
    delivered(
      { key, conversationId, tries, content }: Delivery,
      how: 'posted' | 'updated' | 'unchanged',
      activityId: ActivityId | null,
      sinceReadMs: number | null,
    ) {
      measure('pocketsoc_deliveries_total', 1, { what: content.what, how })
      if (sinceReadMs !== null) measure('pocketsoc_alert_to_card_seconds', sinceReadMs / 1000)
      log.info({ event: `delivery.${how}`, key, conversationId, activityId, tries, ...(sinceReadMs !== null && { sinceReadMs }) })
    },
    deliveryFailed({ key, conversationId, tries, content }: Delivery, why: string, became: 'later' | 'dead' | 'parked') {
      measure('pocketsoc_delivery_failures_total', 1, { what: content.what, became })
      log[became === 'later' ? 'warn' : 'error']({
        event: became === 'later' ? 'delivery.failed' : `delivery.${became}`,
        key,
        conversationId,
        tries,
        why: tame(why),
      })
    },
    rolledUp: (conversationId: string, incidentId: number, counted: number, shown: number) =>
      log.info({ event: 'machines.rolled-up', conversationId, incidentId, counted, shown }),
    secretsUnread: (error: unknown) => log.warn({ event: 'secrets.unread', why: told(error) }),
    secretsReadAgain: () => log.info({ event: 'secrets.read-again' }),
    credentialRenewed: (name: string, version: string) => log.info({ event: 'credential.renewed', name, version: tame(version) }),
    watcherUntold: (error: unknown) => log.warn({ event: 'watcher.untold', why: told(error) }),
    operatorLost: (conversationId: string) => log.error({ event: 'operator.lost', conversationId }),
    heartbeatLate: (lastTrip: string | null) => log.error({ event: 'heartbeat.late', lastTrip }),
    forgot: (counts: { cases: number; deliveries: number; alerts: number }) =>
      log[Object.values(counts).some(Boolean) ? 'info' : 'debug']({ event: 'old.forgotten', ...counts }),
    passFailed(pass: string, error: unknown) {
      measure('pocketsoc_passes_failed_total', 1, { pass })
      log.error({ event: 'pass.failed', pass, ...fault(error) })
    },
    turnedAway(status: number, why: string) {
      measure('pocketsoc_requests_turned_away_total', 1, { status })
      log.warn({ event: 'request.turned-away', status, why: tame(why) })
    },
    turnFailed(error: unknown, reference?: string) {
      measure('pocketsoc_faults_total', 1, { at: 'turn' })
      log.error({ event: 'turn.failed', reference, ...fault(error) })
    },
    requestFailed(error: unknown) {
      measure('pocketsoc_faults_total', 1, { at: 'request' })
      log.error({ event: 'request.failed', ...fault(error) })
    },
    audited({ event, person, machineId, caseId, intentId, actionId, detail }: AuditEntry, { seq, hash }: AuditHead) {
      const [what, outcome] = event.split('.')
      if (what === 'action' && outcome) measure('pocketsoc_actions_total', 1, { verb: detail['verb'] ?? 'none', outcome })
      if (what === 'triage' && outcome) measure('pocketsoc_triages_total', 1, { outcome })
      const told = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, tame(value)]))
      const ids = { person: person?.id ?? null, machineId, caseId, intentId, actionId }
      trail.happened(tame(event), ids)
      record.info({ event: `audit.${tame(event)}`, seq, hash, ...ids, detail: told })
    },
    signInTold: (name: string, code: string | null) =>
      log.info({ event: 'sign-in.told', name: tame(name), code: code && tame(code) }),
    clickAnswered(verb: string, person: string, reply: ClickReply['is'], ms: number) {
      measure('pocketsoc_click_seconds', ms / 1000, { verb: VERBS.find((known) => known === verb) ?? 'other', answer: reply })
      log.info({ event: 'click.answered', verb: tame(verb), person, reply, ms: Math.round(ms) })
    },
    /** What came of an exchange for a token on behalf of a person: `ok`, or why not. */
    exchanged(outcome: 'ok' | ErrorCode, ms: number) {
      measure('pocketsoc_obo_seconds', ms / 1000, { outcome })
      trail.ended('on-behalf-of', ms, { outcome })
      log.debug({ event: 'token.exchanged', outcome, ms: Math.round(ms) })
    },
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

/** What is told of a fault of ours. Its stack begins with its words, which may be anybody's. */
function fault(error: unknown): { readonly why: string; readonly stack: string | undefined } {
  return { why: told(error), stack: error instanceof Error ? tame(error.stack ?? '', 4000) : undefined }
}

/** Text from outside may not break a log line, flood it, or carry a token into it. */
function tame(value: string, most = 300): string {
  return value
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]')
    .slice(0, most)
}
