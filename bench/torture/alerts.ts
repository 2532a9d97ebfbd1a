import type { Random } from '../../infra/local/story/next-beat.ts'
import { stamp } from '../../infra/local/story/shapes.ts'
import { pick } from './chance.ts'

/** A machine, by what decides about it. */
export interface Machine {
  readonly id: string
  readonly name: string
  readonly group: string | null
}

/** Severities, lowest first; statuses in the order of an alert's life. */
export const SEVERITIES = ['Informational', 'Low', 'Medium', 'High'] as const
export const STATUSES = ['New', 'InProgress', 'Resolved'] as const

/** An alert, by what decides about it. Its id stands in its title. */
export interface Alert {
  readonly id: string
  /** Without title and severity: nobody can read it. */
  readonly readable: boolean
  readonly severity: (typeof SEVERITIES)[number]
  readonly status: (typeof STATUSES)[number]
  readonly incident: number | null
  readonly machine: Machine | null
}

/** What becomes of an alert. */
export interface AlertChange {
  readonly alert: string
  readonly to: Partial<Pick<Alert, 'severity' | 'status'>>
}

/** Alerts as they come and change, all by chance. */
export interface Story {
  next(): Alert
  /** One on a machine that came lately gets worse, or is worked on; `null` when there is none. */
  change(): AlertChange | null
  /** An incident on far more machines than a channel takes at once. */
  flood(): Alert[]
}

const GROUPS = ['Workstations', 'Servers', 'Executives', null] as const
const machine = (n: number): Machine => {
  const digits = n.toString(16).padStart(4, '0')
  return { id: digits.repeat(10), name: `host-${digits}`, group: GROUPS[n % GROUPS.length] ?? null }
}
/** Machines on which things happen again and again. */
export const MACHINES = Array.from({ length: 24 }, (_, n) => machine(n)) as [Machine, ...Machine[]]
const FLOOD = Array.from({ length: 70 }, (_, n) => machine(0x100 + n))

/** Incidents that may still grow, alerts that may still change, and the alerts that a card has room for. */
const GROWING = 6
const CHANGING = 30
const ON_A_CARD = 6
/** The part of the alerts that come alone and never change: nothing but their own delivery ever brings their cards. */
const ALONE = 0.3

/** Nothing has happened. */
export function createStory(random: Random): Story {
  let alerts: Alert[] = []
  let incident = 0
  const make = (over: Partial<Alert>): Alert => {
    const id = `t${String(alerts.length).padStart(5, '0')}`
    const base = { readable: true, severity: 'Medium', status: 'New', incident: null, machine: null } as const
    const alert = { ...base, ...over, id }
    alerts.push(alert)
    return alert
  }
  const place = (): Pick<Alert, 'incident' | 'machine'> => {
    if (random() < ALONE) return { incident: null, machine: null }
    const on = pick(random, MACHINES)
    if (random() < 0.06) return { incident: null, machine: on }
    const grown = incident - Math.floor(random() * GROWING)
    const together = alerts.filter((one) => one.incident === grown && one.machine === on)
    if (random() < 0.6 && grown > 0 && together.length < ON_A_CARD) return { incident: grown, machine: on }
    incident += 1
    return { incident, machine: on }
  }

  return {
    next() {
      if (random() < 0.04) return make({ readable: false })
      return make({ severity: pick(random, ['High', 'High', 'Medium', 'Medium', 'Low', 'Informational']), ...place() })
    },
    change() {
      const lately = alerts.slice(-CHANGING).filter(({ machine }) => machine !== null)
      const before = lately[Math.floor(random() * lately.length)]
      if (!before) return null
      const to =
        random() < 0.4
          ? { severity: SEVERITIES[SEVERITIES.indexOf(before.severity) + 1] ?? 'High' }
          : { status: STATUSES[STATUSES.indexOf(before.status) + 1] ?? 'Resolved' }
      alerts = alerts.map((one) => (one === before ? { ...before, ...to } : one))
      return { alert: before.id, to }
    },
    flood() {
      incident += 1
      return FLOOD.map((on) => make({ incident, machine: on }))
    },
  }
}

/** The alert in the shape of Defender's API, new at `now`. */
export function wireAlert({ id, readable, severity, status, incident, machine }: Alert, now: number): Record<string, unknown> {
  const at = stamp(now, 7)
  if (!readable) return { id, lastUpdateTime: at }
  return {
    id,
    title: `Torture ${id}`,
    severity,
    status,
    incidentId: incident,
    machineId: machine?.id ?? null,
    computerDnsName: machine?.name ?? null,
    rbacGroupName: machine?.group ?? null,
    alertCreationTime: at,
    lastUpdateTime: at,
    evidence: [],
  }
}

/** The machine in the shape of Defender's API. */
export function wireMachine({ id, name, group }: Machine): Record<string, unknown> {
  return {
    id,
    computerDnsName: name,
    rbacGroupName: group,
    riskScore: 'High',
    deviceValue: 'Normal',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    osPlatform: 'Windows11',
  }
}

/** Every machine there is. */
export const EVERY_MACHINE = [...MACHINES, ...FLOOD]
