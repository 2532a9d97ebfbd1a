import type { Caller } from '../platform.ts'
import type { Needs, Sight } from './access.ts'
import { NEEDS, seenBy } from './access.ts'
import { ALERT_UPDATES } from './alert-updates.ts'
import { entity, list, Refusal, text } from './answers.ts'
import { ticksOf } from './filter.ts'
import { logonUsers } from './logon-users.ts'
import type { MachineActions, Verb } from './machine-actions.ts'
import type { Kept, Objects } from './objects.ts'
import type { Query } from './query.ts'
import { FILTERS, parseQuery } from './query.ts'
import type { Family } from './quota.ts'
import type { Ways } from './ways.ts'

/** What the tenant's Defender holds. */
export interface Holdings {
  readonly alerts: Objects
  readonly machines: Objects
  readonly actions: MachineActions
  readonly ways: Ways
  /** Where a package can be fetched, by whoever has the link, for some minutes. */
  readonly newPackageUri: () => string
}

/** One request that may be made: who asks, what they see, what they sent. */
export interface Asked {
  readonly id: string
  readonly params: URLSearchParams
  readonly body: unknown
  readonly caller: Caller
  readonly sight: Sight
}

/** One documented call: where it is, what it counts as, what it needs, what it answers (or a Refusal, thrown). */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Below `/api`; `*` is the id. */
  readonly path: string
  readonly family: Family
  readonly needs: Needs
  readonly status: 200 | 201
  /** `null` answers without a body. */
  answer(holdings: Holdings, asked: Asked): unknown
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const alertCall = (path: string, answer: Call['answer']): Call => ({
  method: 'GET',
  path,
  family: 'alerts',
  needs: NEEDS.alerts,
  status: 200,
  answer,
})
const machineCall = (path: string, answer: Call['answer'], needs: Needs = NEEDS.machines): Call => ({
  method: 'GET',
  path,
  family: 'machines',
  needs,
  status: 200,
  answer,
})
const actionCall = (path: string, answer: Call['answer']): Call => ({
  method: 'GET',
  path,
  family: 'machine actions',
  needs: NEEDS.machines,
  status: 200,
  answer,
})
const startCall = (verb: Verb, needs: Needs): Call => ({
  method: 'POST',
  path: `machines/*/${verb}`,
  family: 'responses',
  needs,
  status: 201,
  answer: ({ machines, actions }, { id, body, caller, sight }) =>
    entity('MachineActions', actions.start(verb, machineFor(machines, id, sight), body, caller)),
})

/** Every call that is played. A path that is not here answers 404 without a body. */
export const CALLS: readonly Call[] = [
  alertCall('alerts', ({ alerts }, { params, sight }) => {
    const query = alertQuery(alerts, params, 'evidence')
    const rows = query.select(seenBy(sight, alerts.all()))
    return list('Alerts', query.expand ? rows : rows.map(withoutEvidence))
  }),
  alertCall('alerts/*', ({ alerts }, { id, sight }) => {
    const alert = alerts.get(id)
    if (!alert || !sight(alert['rbacGroupName'])) throw new Refusal(404, 'ResourceNotFound', `Alert ${id} was not found`)
    return entity('Alerts', alert)
  }),
  alertCall('machines/*/alerts', (holdings, { id, params, sight }) =>
    list('Alerts', alertQuery(holdings.alerts, params).select(alertsOf(holdings, id, sight))),
  ),
  alertCall('machines/*/alerts/$count', (holdings, { id, params, sight }) =>
    alertQuery(holdings.alerts, params).count(alertsOf(holdings, id, sight)),
  ),
  machineCall('machines', ({ machines }, { params, sight }) =>
    list('Machines', parseQuery(params, FILTERS.machines).select(seenBy(sight, machines.all()))),
  ),
  machineCall('machines/*', ({ machines }, { id, sight }) => entity('Machines', machineFor(machines, id, sight))),
  machineCall(
    'machines/*/logonusers',
    (holdings, { id, sight }) => list('Users', logonUsers(alertsOf(holdings, id, sight))),
    NEEDS.logonUsers,
  ),
  actionCall('machineactions', ({ machines, actions }, { params, sight }) =>
    list(
      'MachineActions',
      parseQuery(params, FILTERS.machineActions).select(actions.all().filter((action) => isSeen(machines, action, sight))),
    ),
  ),
  actionCall('machineactions/*', ({ machines, actions }, { id, sight }) =>
    entity('MachineActions', actionFor(machines, actions, id, sight)),
  ),
  ...ALERT_UPDATES,
  startCall('isolate', NEEDS.isolate),
  startCall('unisolate', NEEDS.isolate),
  startCall('runAntiVirusScan', NEEDS.scan),
  startCall('restrictCodeExecution', NEEDS.restrict),
  startCall('unrestrictCodeExecution', NEEDS.restrict),
  startCall('collectInvestigationPackage', NEEDS.collect),
  startCall('StopAndQuarantineFile', NEEDS.quarantine),
  {
    method: 'GET',
    path: 'machineactions/*/GetPackageUri',
    family: 'package links',
    needs: NEEDS.packageLink,
    status: 200,
    answer: ({ machines, actions, newPackageUri }, { id, sight }) => {
      const { type, status } = actionFor(machines, actions, id, sight)
      if (type !== 'CollectInvestigationPackage' || status !== 'Succeeded')
        throw new Refusal(404, 'ResourceNotFound', `Machine action ${id} has no package`)
      return text(`"${newPackageUri()}"`)
    },
  },
  {
    method: 'POST',
    path: 'machineactions/*/cancel',
    family: 'machine actions',
    needs: NEEDS.cancel,
    status: 200,
    answer: ({ machines, actions }, { id, body, caller, sight }) => {
      actionFor(machines, actions, id, sight)
      return entity('MachineActions', actions.cancel(id, body, caller))
    },
  },
]

/** Recorded lists carry an empty array unless evidence is expanded; very old shapes lack the property. */
const withoutEvidence = (alert: Kept): Kept => ('evidence' in alert ? { ...alert, evidence: [] } : alert)

/** Defender knows when an alert last changed even if what it shows of it, as very old shapes, does not say. */
function alertQuery(alerts: Objects, params: URLSearchParams, expandable: string | null = null): Query {
  return parseQuery(params, FILTERS.alerts, expandable, (alert) =>
    ticksOf(String(alert['lastUpdateTime'])) === null
      ? { ...alert, lastUpdateTime: new Date(alerts.changedAt(alert['id'])).toISOString() }
      : alert,
  )
}

/** By machine id or computer name, in any case. What the caller may not see is not found. */
function machineFor(machines: Objects, id: string, sight: Sight): Kept {
  const wanted = id.toLowerCase()
  const seen = seenBy(sight, machines.all())
  const named = (key: string) => (machine: Kept) => String(machine[key]).toLowerCase() === wanted
  const found = seen.find(named('id')) ?? seen.find(named('computerDnsName'))
  if (!found) throw new Refusal(404, 'ResourceNotFound', `Machine ${id} was not found`)
  return found
}

function alertsOf({ alerts, machines }: Holdings, id: string, sight: Sight): readonly Kept[] {
  const machine = machineFor(machines, id, sight)
  return seenBy(sight, alerts.all()).filter((alert) => alert['machineId'] === machine['id'])
}

function isSeen(machines: Objects, action: Kept, sight: Sight): boolean {
  return sight(machines.get(String(action['machineId']))?.['rbacGroupName'])
}

function actionFor(machines: Objects, actions: MachineActions, id: string, sight: Sight): Kept {
  if (!GUID.test(id)) {
    throw new Refusal(
      400,
      'BadRequest',
      `The key value (${id}) from request is not valid. The key value should be format of type 'Edm.Guid'.`,
    )
  }
  const action = actions.get(id)
  if (!action || !isSeen(machines, action, sight))
    throw new Refusal(404, 'ResourceNotFound', `Machine action ${id} was not found`)
  return action
}
