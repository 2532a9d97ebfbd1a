import type { Alert } from '../domain/alert.ts'
import { isResolved } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import { refusalOfTriage } from '../domain/granted.ts'
import type { PersonId, TriageId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf } from '../domain/instant.ts'
import type { AlertChange, Triage, TriageRefusal, TriageScope, TriageStep } from '../domain/triage.ts'
import { countUpdated, isAsWanted, printOf } from '../domain/triage.ts'
import { triageRefusalOf } from '../domain/triage-refusal.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { ActingPerson, AlertsAsPerson, Clock, NewId } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditTriage } from './audit-triage.ts'
import { isGone } from './give-up-triages.ts'
import type { Subject } from './see-triage.ts'
import { readScope, someOf } from './see-triage.ts'
import { takeAlerts } from './take-alerts.ts'

/** What triage needs. */
export interface TriagePorts {
  readonly store: Store
  readonly alerts: AlertsAsPerson
  readonly now: Clock
  readonly newId: NewId
}

/** One person's wish, for the alerts that they saw. */
export interface TriageWish {
  readonly subject: Subject
  readonly scope: TriageScope
  /** Of the alerts as the person saw them. */
  readonly print: string
  readonly step: TriageStep
  readonly verdict: Verdict | null
  readonly comment: string | null
  readonly person: { readonly id: PersonId; readonly name: string }
}

/** What became of it. */
export type Triaged =
  /** Of so many alerts so many are now as wanted. */
  | { readonly is: 'done'; readonly alerts: number; readonly updated: number }
  /** Somebody changed these alerts since the person saw them, or others are with them now; nothing was done. */
  | { readonly is: 'changed' }
  /** Somebody is changing some of these alerts this very moment; nothing was done. */
  | { readonly is: 'busy'; readonly by: string }
  /** Sent, and Defender shows nothing of it yet. */
  | { readonly is: 'unknown' }
  | { readonly is: 'refused'; readonly refusal: TriageRefusal }

/**
 * Changes alerts as the person, if they are still what the person saw. The wish is on record before Defender hears of it, and is
 * sent once; then the record takes what Defender answers, or what reading back shows, and the cards follow.
 * @throws BotError `sign-in-needed` when Defender wants more proof of the person; nothing was done.
 */
export async function triageAlerts(
  ports: TriagePorts,
  wish: TriageWish,
  as: ActingPerson,
  signal: AbortSignal,
): Promise<Triaged> {
  const { store, alerts, now } = ports
  const readAt = now()
  let triage = blank(ports, wish, as, readAt)
  const rights = refusalOfTriage(as) ?? (wish.step === 'take' && !as.upn?.includes('@') ? 'no-upn' : null)
  if (rights) return refuse(ports, triage, rights)
  let shown: Alert[]
  let seen: Alert[]
  try {
    shown = await readScope(alerts, wish.subject, wish.scope, as.token, signal)
    seen = someOf(shown)
  } catch (error) {
    return refuseFor(ports, triage, error)
  }
  if (printOf(seen) !== wish.print) {
    await take(ports, shown)
    return { is: 'changed' }
  }
  const change = changeOf(wish, as, seen)
  const targets = seen.filter((alert) => change.comment !== null || !isAsWanted(alert, change))
  const already = seen.length - targets.length
  if (targets.length === 0) return { is: 'done', alerts: seen.length, updated: seen.length }

  triage = { ...triage, change, alertIds: targets.map(({ id }) => id) }
  const other = await ask(store, triage, readAt)
  if (other) return other
  const { told, failure } = await send(ports, wish, triage, as)
  if (told) await take(ports, told)
  const updated = countUpdated(change, targets, told ?? [], failure === null)
  if (updated === 0 && failure && failure.code !== 'unclear') return refuseFor(ports, triage, failure)
  await record(store, { ...triage, state: updated === 0 ? 'unknown' : 'done', updated, closedAt: now() }, now())
  return updated === 0 ? { is: 'unknown' } : { is: 'done', alerts: seen.length, updated: updated + already }
}

function blank({ newId }: TriagePorts, { subject, person, ...wish }: TriageWish, as: ActingPerson, askedAt: Instant): Triage {
  return {
    id: newId(16) as TriageId,
    alertIds: subject.ids ?? [],
    change: { status: null, assignedTo: null, verdict: wish.verdict, comment: wish.comment },
    person,
    mode: as.mode,
    upn: as.upn,
    caseId: subject.caseId,
    machineId: subject.machineId,
    state: 'asked',
    refusal: null,
    updated: 0,
    askedAt,
    closedAt: null,
  }
}

/** What is resolved is not opened again by somebody who takes it. Where the app acts, the comment says for whom. */
function changeOf({ step, verdict, comment }: TriageWish, { mode, upn }: ActingPerson, seen: readonly Alert[]): AlertChange {
  const resolved = seen.every(isResolved)
  const status = { take: resolved ? null : 'InProgress', start: 'InProgress', resolve: 'Resolved', save: null } as const
  const change = { status: status[step], assignedTo: step === 'take' ? upn : null, verdict, comment }
  if (mode === 'delegated' || isNothing(change)) return change
  return { ...change, comment: `${comment ?? 'Triaged from Teams'} (asked by ${upn})` }
}

function isNothing({ status, assignedTo, verdict, comment }: AlertChange): boolean {
  return [status, assignedTo, verdict, comment].every((value) => value === null)
}

/** Puts the wish on record, unless another had or has some of these alerts in hand since they were read. */
function ask(store: Store, triage: Triage, readAt: Instant): Promise<Triaged | null> {
  return store.transaction(async (records) => {
    const others = (await records.triagesSince(readAt)).filter(
      (one) => !isGone(one, triage.askedAt) && one.alertIds.some((id) => triage.alertIds.includes(id)),
    )
    const open = others.find(({ closedAt }) => closedAt === null)
    if (open) return { is: 'busy', by: open.person.name }
    if (others.some(({ state }) => state !== 'refused')) return { is: 'changed' }
    await records.saveTriage(triage)
    await auditTriage(records, triage, triage.askedAt)
    return null
  })
}

/** A request to Defender is never broken off: it has a deadline of its own, and its outcome must be learnt. */
const NEVER = new AbortController().signal

/** The one request; where its answer does not show the alerts, they are read back. `told`: `null` when nothing could be read. */
async function send(
  { alerts }: TriagePorts,
  { subject, scope }: TriageWish,
  { alertIds, change }: Triage,
  as: ActingPerson,
): Promise<{ readonly told: readonly Alert[] | null; readonly failure: BotError | null }> {
  let failure: BotError | null = null
  try {
    const [only, ...others] = alertIds
    if (only && others.length === 0) return { told: [await alerts.update(only, change, as.token, NEVER)], failure }
    await alerts.updateAll(alertIds, change, as.token, NEVER)
  } catch (error) {
    if (!(error instanceof BotError)) throw error
    failure = error
  }
  if (alertIds.length === 1 && failure?.code !== 'unclear') return { told: null, failure }
  const told = await readScope(alerts, { ...subject, ids: subject.ids && alertIds }, scope, as.token, NEVER).catch(() => null)
  return { told, failure }
}

/** Brings the record up to date as reading does; an answer without evidence takes none away. */
async function take({ store, now, newId }: TriagePorts, told: readonly Alert[]): Promise<void> {
  const whole = await Promise.all(
    told.map(async (alert) =>
      alert.evidence.length > 0 ? alert : { ...alert, evidence: (await store.alert(alert.id))?.evidence ?? [] },
    ),
  )
  const ports = { store, now, newId, keptSince: () => instantOf(0), freshenMachines: async () => undefined }
  await takeAlerts(ports, whole, NEVER, 'now', async () => undefined)
}

/** Records a failure that surely left nothing done. @throws the failure again when signing in would mend it. */
async function refuseFor(ports: TriagePorts, triage: Triage, error: unknown): Promise<Triaged> {
  const refused = await refuse(ports, triage, triageRefusalOf(error))
  if (error instanceof BotError && error.code === 'sign-in-needed') throw error
  return refused
}

async function refuse({ store, now }: TriagePorts, triage: Triage, refusal: TriageRefusal): Promise<Triaged> {
  await record(store, { ...triage, state: 'refused', refusal, closedAt: now() }, now())
  return { is: 'refused', refusal }
}

async function record(store: Store, triage: Triage, at: Instant): Promise<void> {
  await store.transaction(async (records) => {
    await records.saveTriage(triage)
    await auditTriage(records, triage, at)
  })
}
