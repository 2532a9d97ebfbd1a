import type { Verb } from './intent.ts'
import type { Machine } from './machine.ts'
import { groupWords, sameGroup } from './machine-group.ts'
import type { Stop } from './stop.ts'
import { holds } from './stop.ts'

/** How a verb is held: by nothing, by the brakes where one applies, by a second person always, or never done at all. */
export const HOLDS = ['free', 'braked', 'two people', 'nobody'] as const
export type Hold = (typeof HOLDS)[number]

/** What a machine is, as far as its tags tell; Defender's API has no property for it. */
export const MACHINE_KINDS = ['domainController', 'hyperVHost', 'fullTunnelVpn'] as const
export type MachineKind = (typeof MACHINE_KINDS)[number]

/** How much a machine matters, as Defender has it. */
export const DEVICE_VALUES = ['High', 'Normal', 'Low'] as const

/** Which machines are meant: those of which any part is true. */
export interface Where {
  readonly servers: boolean
  readonly deviceValues: readonly (typeof DEVICE_VALUES)[number][]
  readonly machineGroups: readonly string[]
  readonly machineTags: readonly string[]
  readonly kinds: readonly MachineKind[]
}

/** Who may do what to which machine; `policy.jsonc` is one, and explains each part. */
export interface Policy {
  readonly verbs: Readonly<Record<Verb, Hold>>
  /** The tags by which each kind is known, compared without upper and lower case. */
  readonly kinds: Readonly<Record<MachineKind, readonly string[]>>
  readonly never: Where
  readonly secondPerson: {
    readonly where: Where
    /** Machines within an hour, beyond which braked verbs want a second person; `null` is no limit. */
    readonly machinesAnHour: { readonly byOnePerson: number | null; readonly inTheTenant: number | null }
    readonly withinMinutes: number
    /** Whom the message that tells of a request mentions; `id` is a UPN or Entra object id. */
    readonly tell: { readonly id: string; readonly name: string } | null
  }
  /** App roles whose holders may go on without the second person. */
  readonly breakGlass: readonly string[]
  /** What goes on while actions are stopped. */
  readonly whileStopped: readonly Verb[]
}

/** What decides about one wish. */
export interface PolicyFacts {
  readonly verb: Verb
  /** As last described; `null` when Defender has not described it. */
  readonly machine: Machine | null
  readonly stop: Stop | null
  /** Other machines on which braked verbs were asked within the last hour. */
  readonly lastHour: { readonly byThisPerson: number; readonly inTheTenant: number }
}

/** What policy says of a wish, with every reason in words. */
export type Verdict =
  | { readonly is: 'allowed' }
  | { readonly is: 'second-person' | 'refused'; readonly because: readonly string[] }
  | { readonly is: 'stopped'; readonly stop: Stop }

/** Decides about a wish: the kill switch first, then what is never done, then the brakes. */
export function judge(policy: Policy, { verb, machine, stop, lastHour }: PolicyFacts): Verdict {
  if (stop && holds(stop, verb)) return { is: 'stopped', stop }
  const hold = policy.verbs[verb]
  if (hold === 'nobody') return { is: 'refused', because: ['policy lets nobody do this from here'] }
  if (hold === 'free') return { is: 'allowed' }
  const never = reasonsOf(policy, policy.never, machine)
  if (never.length > 0) return { is: 'refused', because: never }
  const because = [
    ...(hold === 'two people' ? ['policy wants two people for this'] : []),
    ...reasonsOf(policy, policy.secondPerson.where, machine),
    ...tooMany(policy, lastHour),
  ]
  return because.length > 0 ? { is: 'second-person', because } : { is: 'allowed' }
}

/** Which kinds of machine its tags say it is. */
export function kindsOf({ tags }: Machine, kinds: Policy['kinds']): MachineKind[] {
  return MACHINE_KINDS.filter((kind) => kinds[kind].some((tag) => tags.some((own) => same(own, tag))))
}

/** What a kind is called, within a sentence. */
export const KIND_WORDS: Readonly<Record<MachineKind, string>> = {
  domainController: 'a domain controller',
  hyperVHost: 'a Hyper-V host',
  fullTunnelVpn: 'on a full-tunnel VPN',
}

/** Whether the operating system is a server's: Windows Server, or Linux, whose Defender is made for servers. */
export function isServer({ osPlatform }: Machine): boolean {
  return /server/i.test(osPlatform ?? '') || isLinux({ osPlatform })
}

/** Whether the operating system is a Linux: Defender then names the distribution. */
export function isLinux({ osPlatform }: Pick<Machine, 'osPlatform'>): boolean {
  return /linux|ubuntu|debian|centos|suse|fedora|mariner|rocky|alma/i.test(osPlatform ?? '')
}

function reasonsOf(policy: Policy, where: Where, machine: Machine | null): string[] {
  if (machine === null) return isEmpty(where) ? [] : ['Defender has not said what this machine is']
  const kinds = kindsOf(machine, policy.kinds).filter((kind) => where.kinds.includes(kind))
  const value = where.deviceValues.find((one) => same(one, machine.deviceValue ?? ''))
  const group = where.machineGroups.find((one) => sameGroup(one, machine.machineGroup))
  const tag = where.machineTags.find((one) => machine.tags.some((own) => same(own, one)))
  return [
    ...kinds.map((kind) => `it is ${KIND_WORDS[kind]}`),
    ...(value ? [`its device value is ${value}`] : []),
    ...(where.servers && isServer(machine) ? ['it is a server'] : []),
    ...(group ? [`it is in machine group ${groupWords(group)}`] : []),
    ...(tag ? [`it has the tag ${tag}`] : []),
  ]
}

/** Which brakes of the hour hold a braked verb, in words; empty for none. */
export function tooMany(
  { secondPerson: { machinesAnHour } }: Policy,
  { byThisPerson, inTheTenant }: PolicyFacts['lastHour'],
): string[] {
  const beyond = (count: number, limit: number | null) => limit !== null && count >= limit
  return [
    ...(beyond(byThisPerson, machinesAnHour.byOnePerson)
      ? [`the same person acted on ${machines(byThisPerson)} within the hour`]
      : []),
    ...(beyond(inTheTenant, machinesAnHour.inTheTenant)
      ? [`everybody together acted on ${machines(inTheTenant)} within the hour`]
      : []),
  ]
}

function machines(count: number): string {
  return count === 1 ? '1 other machine' : `${count} other machines`
}

function isEmpty({ servers, deviceValues, machineGroups, machineTags, kinds }: Where): boolean {
  return !servers && [deviceValues, machineGroups, machineTags, kinds].every(({ length }) => length === 0)
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
