import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, CaseId, IncidentId, MachineId } from '../domain/ids.ts'
import type { TriageScope } from '../domain/triage.ts'
import { worthTriage } from '../domain/triage.ts'
import type { ActingToken, AlertsAsPerson } from '../ports.ts'

/** What a person looks at when they triage. */
export interface Subject {
  /** The alerts; `null` for all on the machine. */
  readonly ids: readonly AlertId[] | null
  /** Their incidents. */
  readonly incidents: readonly IncidentId[]
  readonly machineId: MachineId | null
  readonly caseId: CaseId | null
}

/** The alerts that each scope is for, as Defender shows them to the person now; `incident` is `null` where it is no more than these. */
export interface Scopes {
  readonly these: readonly Alert[]
  readonly incident: readonly Alert[] | null
}

/** What these alerts are, as a subject. */
export function subjectOf(alerts: readonly Alert[], machineId: MachineId | null, caseId: CaseId | null): Subject {
  const incidents = [...new Set(alerts.flatMap(({ incidentId }) => incidentId ?? []))].slice(0, MOST_INCIDENTS)
  return { ids: alerts.map(({ id }) => id), incidents, machineId, caseId }
}

/** A case's alerts are of one incident; when Defender merged incidents, for a while of two. */
const MOST_INCIDENTS = 3

/** Both scopes, with as few calls as that takes. @throws BotError; `not-found` when Defender shows the person none of these alerts */
export async function seeScopes(alerts: AlertsAsPerson, subject: Subject, as: ActingToken, signal: AbortSignal): Promise<Scopes> {
  const { ids, incidents } = subject
  if (ids === null || incidents.length === 0)
    return { these: someOf(await readScope(alerts, subject, 'these', as, signal)), incident: null }
  const all = await readScope(alerts, subject, 'incident', as, signal)
  const these = someOf(all.filter(({ id }) => ids.includes(id)))
  const incident = worthTriage(all)
  return { these, incident: incident.length > these.length ? incident : null }
}

/** Every alert of a scope that Defender shows the person, resolved or not. @throws BotError */
export async function readScope(
  alerts: AlertsAsPerson,
  { ids, incidents, machineId }: Subject,
  scope: TriageScope,
  as: ActingToken,
  signal: AbortSignal,
): Promise<Alert[]> {
  if (ids === null) return machineId === null ? [] : alerts.alertsOfMachine(machineId, as, signal)
  const [only, ...others] = ids
  if (only && scope === 'these' && others.length === 0) return [await alerts.alert(only, as, signal)]
  const all = (await Promise.all(incidents.map((incident) => alerts.alertsOfIncident(incident, as, signal)))).flat()
  return scope === 'incident' ? all : all.filter(({ id }) => ids.includes(id))
}

/** Those of the shown that a triage is for. @throws BotError `not-found` when there are none */
export function someOf(shown: readonly Alert[]): Alert[] {
  const some = worthTriage(shown)
  if (some.length === 0) throw new BotError('not-found', 'Defender shows none of these alerts')
  return some
}
