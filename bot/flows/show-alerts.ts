import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId } from '../domain/ids.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { AlertSearch } from '../records/defender.ts'
import type { Store } from '../records.ts'
import type { TabAlert, TabAlerts } from '../tab-contract/alerts.ts'
import { alertRow, alertView } from '../tab-views/alert-view.ts'
import type { Eyes } from './see-as-person.ts'

/** What showing alerts needs. */
export interface ShowAlertPorts {
  readonly store: Store
  readonly eyes: Eyes
  /** The Defender portal, without a slash at its end. */
  readonly portalUrl: string
}

/** What people may narrow a list by. */
export type AlertFilter = Pick<AlertSearch, 'leastSeverityRank' | 'statuses' | 'machineGroups' | 'text'>

/** Alerts in one list, as the tab's contract has it. */
const MOST_LISTED = 200
/** Other alerts of an incident beside one. */
const MOST_BESIDE = 50

/** The alerts on record that the person may see, newest first. @throws BotError */
export async function listAlerts(
  { store, eyes }: ShowAlertPorts,
  viewer: Viewer,
  filter: AlertFilter,
  signal: AbortSignal,
): Promise<TabAlerts> {
  const sight = await eyes.of(viewer, signal)
  const { alerts, count } = await store.searchAlerts({ ...filter, sight }, MOST_LISTED)
  return { alerts: alerts.map(alertRow), more: count - alerts.length, asOf: await store.cursor('alerts-read') }
}

/** One alert on record. @throws BotError `not-found` when the person may not see it, or there is none */
export async function showAlert(
  { store, eyes, portalUrl }: ShowAlertPorts,
  viewer: Viewer,
  id: AlertId,
  signal: AbortSignal,
): Promise<TabAlert> {
  const alert = await store.alert(id)
  if (!alert || !(await eyes.sees(viewer, alert, signal))) throw new BotError('not-found', 'no such alert in sight')
  const sameIncident = await alertsBeside(store, alert, await eyes.of(viewer, signal))
  return alertView(alert, { sameIncident, portalUrl, asOf: await store.cursor('alerts-read') })
}

async function alertsBeside(store: Store, { incidentId }: Alert, sight: AlertSearch['sight']): Promise<Alert[]> {
  if (incidentId === null) return []
  return (await store.searchAlerts({ sight, incidentId }, MOST_BESIDE)).alerts
}
