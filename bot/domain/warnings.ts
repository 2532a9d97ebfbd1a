import { wordOf } from './alert.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { IsolationType, Verb } from './intent.ts'
import type { Machine } from './machine.ts'
import { isOnboarded } from './machine.ts'
import type { MachineAction } from './machine-action.ts'
import { isFinal } from './machine-action.ts'
import type { MachineKind, Policy } from './policy.ts'
import { isLinux, isServer, kindsOf } from './policy.ts'

/** Something to know before confirming. */
export interface Warning {
  readonly text: string
  /** It may cost more than it saves, or come to nothing. */
  readonly grave: boolean
}

/** What warnings are drawn from; `null` is what is not known. */
export interface WarningFacts {
  readonly machine: Machine | null
  /** Machine actions of every kind. */
  readonly actions: readonly MachineAction[] | null
  readonly kinds: Policy['kinds']
  readonly now: Instant
  /** Writes a moment as people read it. */
  readonly at: (instant: Instant) => string
}

/** What is read on a phone at one look. */
const MOST = 4

/** What a person should know before they confirm, the worst first; none where nothing gives pause. */
export function warningsOf(verb: Verb, { machine, actions, kinds, now, at }: WarningFacts): Warning[] {
  const running = underWay(actions ?? [])
  if (machine === null) return [grave('Defender has not described this machine: look at it before you go on.'), ...running]
  const harsh = verb === 'isolate' || verb === 'contain' || verb === 'restrict'
  const all = [
    ...(verb === 'isolate' ? unable(machine) : []),
    ...(harsh ? kindsOf(machine, kinds).flatMap((kind) => costOf(kind, verb) ?? []) : []),
    ...unheard(machine, now, at),
    ...(harsh && isServer(machine) ? [mild('Server: what it serves is cut, too.')] : []),
    ...(harsh && machine.deviceValue === 'High' ? [mild('High device value: it matters to somebody.')] : []),
    ...running,
  ]
  return [...all.filter((one) => one.grave), ...all.filter((one) => !one.grave)].slice(0, MOST)
}

/** What an isolation leaves reachable (Defender: "Take response actions on a device"). */
export const STAYS_REACHABLE = {
  Full: 'Only Defender’s own service stays reachable.',
  Selective: 'Outlook, Teams and Skype for Business keep working, too.',
} as const

/** How a machine can be isolated: on Linux there is no Selective (Defender: "Take response actions on a device"). */
export function isolationTypesFor(machine: Machine | null): readonly IsolationType[] {
  return machine !== null && isLinux(machine) ? ['Full'] : ['Full', 'Selective']
}

function grave(text: string): Warning {
  return { text, grave: true }
}

function mild(text: string): Warning {
  return { text, grave: false }
}

/** What Defender will refuse, or may, as far as it can be known (Defender: "Isolate machine API", "Take response actions on a device"). */
function unable(machine: Machine): Warning[] {
  const { osPlatform, version, agentVersion } = machine
  if (!isOnboarded(machine))
    return [grave(`Not onboarded to Defender (${machine.onboardingStatus}): it cannot be isolated, only contained.`)]
  if (osPlatform === null) return []
  if (TOO_OLD.test(osPlatform) || isOldWindows10(machine))
    return [grave(`${osPlatform} ${version ?? ''}`.trim().concat(': Defender cannot isolate a system this old.'))]
  if (/^macOS/i.test(osPlatform) && isBefore(agentVersion, [101, 98, 84]))
    return [grave(`Defender’s agent ${agentVersion} is too old: isolating a Mac needs 101.98.84.`)]
  if (!ISOLATED.test(osPlatform) && !isLinux(machine))
    return [grave(`${osPlatform}: Defender isolates Windows, macOS and Linux; it may refuse this.`)]
  return []
}

/** How the names of systems begin that Defender isolates; Linux goes by its distributions. Of all others its pages say nothing. */
const ISOLATED = /^(Windows|AzureStack|macOS)/i

const TOO_OLD = /^Windows(7|8|Vista|XP|Server2003|Server2008|Server2012(?! ?R2))/i

/** Full isolation begins with version 1703; releases are numbered by year and month, later by half-year (`22H2`). */
function isOldWindows10({ osPlatform, version }: Machine): boolean {
  return /^Windows10/i.test(osPlatform ?? '') && /^1[56]\d\d$/.test(version ?? '')
}

function isBefore(version: string | null, least: readonly number[]): boolean {
  const parts = version?.split('.').map(Number) ?? []
  const at = least.findIndex((part, index) => parts[index] !== part)
  return parts.length > 0 && at >= 0 && (parts[at] ?? 0) < (least[at] ?? 0)
}

/** The price of cutting off a kind of machine (Defender: "Take response actions on a device"); a domain controller's is plain. */
function costOf(kind: MachineKind, verb: Verb): Warning | null {
  if (verb === 'restrict' && kind !== 'domainController') return null
  switch (kind) {
    case 'domainController':
      return grave('Domain controller: sign-ins that need it stop working.')
    case 'hyperVHost':
      return grave('Hyper-V host: its virtual machines lose the network, too.')
    case 'fullTunnelVpn':
      return grave('Full-tunnel VPN: once isolated it loses Defender, too, and may not hear of its release.')
  }
}

/**
 * Full reports come about every 24 hours: after two days one is surely missing, and not only late, while the sensor may still
 * be called active. Sooner, each machine that slept for a night would be warned of.
 */
const REPORT_MISSED_MS = 2 * 24 * 60 * 60_000

/** A sensor that is silent may not hear of it; Defender tries for three days. What is not onboarded has none: others contain it. */
function unheard(machine: Machine, now: Instant, at: WarningFacts['at']): Warning[] {
  const { healthStatus, lastSeenAt } = machine
  if (!isOnboarded(machine)) return []
  if (healthStatus && healthStatus !== 'Active') {
    const since = lastSeenAt === null ? '' : `, last report ${at(lastSeenAt)}`
    return [grave(`Sensor ${healthStatus}${since}: it may not hear of this for days.`)]
  }
  if (lastSeenAt === null || lastSeenAt >= plusMs(now, -REPORT_MISSED_MS)) return []
  return [grave(`No full report since ${at(lastSeenAt)}, though one is due every day: it may not hear of this for days.`)]
}

function underWay(actions: readonly MachineAction[]): Warning[] {
  const open = actions.filter((action) => !isFinal(action))
  const [first] = open
  if (!first) return []
  const more = open.length > 1 ? ` and ${open.length - 1} more` : ''
  return [mild(`Under way: ${first.type}${first.requestor ? ` by ${first.requestor}` : ''} (${wordOf(first.status)})${more}.`)]
}
