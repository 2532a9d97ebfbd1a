import type { Alert } from './alert.ts'
import { isResolved, wordOf } from './alert.ts'
import type { Mode } from './granted.ts'
import type { AlertId, CaseId, MachineId, PersonId, TriageId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { Verdict } from './verdict.ts'
import { isVerdictOf, keyOf } from './verdict.ts'

/** What a person may want done to alerts; `save` only brings what they chose and wrote besides. */
export const TRIAGE_STEPS = ['take', 'start', 'resolve', 'save'] as const
export type TriageStep = (typeof TRIAGE_STEPS)[number]

/** The alerts that a step is for: those that the person looks at, or all of their incident. */
export const TRIAGE_SCOPES = ['these', 'incident'] as const
export type TriageScope = (typeof TRIAGE_SCOPES)[number]

/** Alerts that one triage takes at most. */
export const MOST_TRIAGED = 1000

/** What is to become of alerts; `null` leaves it as it is. */
export interface AlertChange {
  readonly status: 'InProgress' | 'Resolved' | null
  readonly assignedTo: string | null
  readonly verdict: Verdict | null
  readonly comment: string | null
}

/** Why nothing was done, as a code that has words in one place. */
export type TriageRefusal =
  | 'defender-refused' // 403 or 404 to the person
  | 'scope-missing' // the token lacks the permission to change alerts
  | 'role-missing' // the app acts, and the person does not hold the app role for it
  | 'no-upn' // to be assigned to the person, and their token names none
  | 'rejected' // 400
  | 'sign-in-needed' // Defender wants more proof of the person
  | 'unauthorized' // 401: often licensing
  | 'throttled' // 429
  | 'unreachable' // never left us

/**
 * Where a triage stands: on record before Defender hears of it; then how many alerts Defender shows as wanted, that it was
 * refused, or that its answer was lost and reading back showed nothing yet.
 */
export type TriageState = 'asked' | 'done' | 'refused' | 'unknown'

/** One person's wish for some alerts. While it is `asked` no other is sent for the same alerts. */
export interface Triage {
  readonly id: TriageId
  readonly alertIds: readonly AlertId[]
  readonly change: AlertChange
  readonly person: { readonly id: PersonId; readonly name: string }
  readonly mode: Mode
  readonly upn: string | null
  readonly caseId: CaseId | null
  readonly machineId: MachineId | null
  readonly state: TriageState
  readonly refusal: TriageRefusal | null
  /** Alerts that Defender then showed as wanted. */
  readonly updated: number
  readonly askedAt: Instant
  readonly closedAt: Instant | null
}

/** The alerts that a step is for: what is resolved stays as somebody left it, unless nothing else is there. */
export function worthTriage(alerts: readonly Alert[]): Alert[] {
  const readable = alerts.filter((alert) => alert.readable)
  const open = readable.filter((alert) => !isResolved(alert))
  return (open.length > 0 ? open : readable).slice(0, MOST_TRIAGED)
}

/**
 * Changes when anything that a triage would change does, or when there are more or fewer alerts: who saw another print has not
 * seen what they would undo.
 */
export function printOf(alerts: readonly Alert[]): string {
  const facts = alerts.map(({ id, status, assignedTo, classification, determination }) =>
    JSON.stringify([id, wordOf(status), assignedTo, classification, determination]),
  )
  let print = 0xcbf29ce484222325n // FNV-1a, 64 bits: to tell apart, not to keep anybody out
  for (const unit of facts.sort().join('\n')) print = BigInt.asUintN(64, (print ^ BigInt(unit.charCodeAt(0))) * 0x100000001b3n)
  return print.toString(16).padStart(16, '0')
}

/** Whether Defender shows the alert as it was wanted. A comment counts only where nothing else was: Defender may write it its own way. */
export function isAsWanted(alert: Alert, { status, assignedTo, verdict, comment }: AlertChange): boolean {
  if (status === null && assignedTo === null && verdict === null) return comment === null || commentsLike({ comment }, alert) > 0
  return (
    (status === null || alert.status === status) &&
    (assignedTo === null || alert.assignedTo?.toLowerCase() === assignedTo.toLowerCase()) &&
    (verdict === null || isVerdictOf(alert, verdict))
  )
}

/**
 * How many of these alerts Defender now shows as wanted. Where it did not say that it took the change, what was so before proves
 * nothing, unless the comment is there once more.
 */
export function countUpdated(change: AlertChange, before: readonly Alert[], now: readonly Alert[], taken: boolean): number {
  const shown = new Map(now.map((alert) => [alert.id, alert]))
  return before.filter((was) => {
    const is = shown.get(was.id)
    if (!is || !isAsWanted(is, change)) return false
    return taken || !isAsWanted(was, change) || commentsLike(change, is) > commentsLike(change, was)
  }).length
}

function commentsLike({ comment }: Pick<AlertChange, 'comment'>, { comments }: Alert): number {
  return comments.filter(({ text }) => text.trim() === comment?.trim()).length
}

/** What is common to all of these alerts, else `null`; what a person should know before they change it. */
export function standing(alerts: readonly Alert[]) {
  return {
    status: common(alerts.map(({ status }) => wordOf(status))),
    assignedTo: common(alerts.map(({ assignedTo }) => assignedTo)),
    classification: common(alerts.map(({ classification }) => classification)),
    determination: common(alerts.map(({ determination }) => determination)),
  }
}

/** `undefined` where they differ. */
function common<T>([first, ...others]: readonly T[]): T | undefined {
  return others.every((one) => one === first) ? first : undefined
}

/** What was wanted, in codes, for the audit. */
export function changeCodes({ status, verdict }: AlertChange): Record<string, string> {
  return { ...(status && { status }), ...(verdict && { verdict: keyOf(verdict) }) }
}

/** Where somebody triages from in the tab. */
export type TriagePlace = { readonly of: 'alert'; readonly id: AlertId } | { readonly of: 'machine'; readonly id: MachineId }
