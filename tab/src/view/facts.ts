import type { TabAlert } from '../../../bot/tab-contract/alerts.ts'
import type { TabMachine } from '../../../bot/tab-contract/machines.ts'
import { moment } from './times.ts'
import { levelTone, type Tone } from './tone.ts'
import { spaced, words } from './words.ts'

/** A label and what stands beside it. */
export interface Fact {
  readonly label: string
  readonly value: string
  readonly tone?: Tone
}

/** What Defender tells of an alert, but for what it left empty. */
export function alertFacts(alert: TabAlert, now: number): Fact[] {
  const told = (label: string, value: string | null): Fact[] => (value === null ? [] : [{ label, value }])
  const when = (label: string, at: string | null): Fact[] => told(label, at && moment(at, now))
  return [
    ...told('User', alert.user),
    ...told('Category', alert.category && words(alert.category)),
    ...told('Threat', alert.threat),
    ...told('Detected by', alert.detectionSource && spaced(alert.detectionSource)),
    ...told('Assigned to', alert.assignedTo),
    ...told('Classification', alert.classification && words(alert.classification)),
    ...told('Determination', alert.determination && words(alert.determination)),
    ...when('First activity', alert.firstEventAt),
    ...when('Last activity', alert.lastEventAt),
    ...when('Raised', alert.createdAt),
    ...when('Changed', alert.updatedAt),
    ...when('Resolved', alert.resolvedAt),
    ...told('Incident', alert.incidentId === null ? null : String(alert.incidentId)),
  ]
}

/** What one looks at first: how bad, how open to attack, and whether it can be reached. */
export function machineTiles(machine: TabMachine): Fact[] {
  const silent = machine.healthStatus !== null && machine.healthStatus !== 'Active'
  return [
    { label: 'Risk', value: words(machine.riskScore), tone: levelTone(machine.riskScore) },
    { label: 'Exposure', value: words(machine.exposureLevel), tone: levelTone(machine.exposureLevel) },
    { label: 'Sensor', value: words(machine.healthStatus), tone: silent ? 'warn' : 'calm' },
  ]
}

/** The rest of a machine. Defender's "last seen" is its last full report, not the last time it was heard of. */
export function machineFacts(machine: TabMachine, now: number): Fact[] {
  const system = [machine.osPlatform && spaced(machine.osPlatform), machine.version].filter(Boolean).join(' ')
  return [
    { label: 'Machine group', value: machine.machineGroup ?? 'none' },
    { label: 'System', value: system || 'not known' },
    { label: 'Device value', value: words(machine.deviceValue), tone: machine.deviceValue === 'High' ? 'warn' : 'calm' },
    { label: 'Onboarding', value: words(machine.onboardingStatus) },
    { label: 'Tags', value: machine.tags.join(', ') || 'none' },
    { label: 'IP address', value: machine.lastIpAddress ?? 'not known' },
    { label: 'External IP', value: machine.lastExternalIpAddress ?? 'not known' },
    { label: 'Last full report, sent about every 24 h', value: moment(machine.lastSeenAt, now) },
    { label: 'First seen', value: moment(machine.firstSeenAt, now) },
  ]
}
