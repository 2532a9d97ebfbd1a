import type { StartVerb } from './action-kind.ts'
import { permissionsFor } from './action-kind.ts'
import type { Instant } from './instant.ts'
import type { Refusal, Verb } from './intent.ts'
import { VERBS } from './intent.ts'

/** Whose token acts at Defender: the person's own, or the app's for a person who holds an app role. */
export const MODES = ['delegated', 'application'] as const
export type Mode = (typeof MODES)[number]

/** The permission that isolating and releasing need; Machine.ReadWrite does not include it. */
export const MACHINE_ISOLATE = 'Machine.Isolate'

/** The permission that changing alerts needs; cards and tab offer it only where it is not known to be missing. */
export const ALERT_WRITE: Readonly<Record<Mode, string>> = { delegated: 'Alert.ReadWrite', application: 'Alert.ReadWrite.All' }

/** What the newest token that may act carried. */
export interface Granted {
  readonly mode: Mode
  /** In the order of the alphabet. */
  readonly permissions: readonly string[]
  /** When the first token that carried just these was issued. */
  readonly since: Instant
}

/** What a token says of whoever acts with it, or is acted for. */
export interface Rights {
  readonly mode: Mode
  /** Of the token that acts: `scp` of a person's, `roles` of the app's. */
  readonly permissions: readonly string[]
  /** App roles of the person at our own registration: `Lead`, `Responder`, `Reader`. */
  readonly roles: readonly string[]
}

/** What the app reads with, in both modes, each under the names that grant it. */
export const READING: readonly (readonly string[])[] = [
  ['Alert.Read.All', 'Alert.ReadWrite.All'],
  ['Machine.Read.All', 'Machine.ReadWrite.All'],
]

/** What is used of Defender's API, each under the names that grant it: any one is enough (Defender: "Permissions" of each API page). */
export const USED: Readonly<Record<Mode, readonly (readonly string[])[]>> = {
  delegated: [[MACHINE_ISOLATE], ['Machine.Read', 'Machine.ReadWrite'], [ALERT_WRITE.delegated], ['User.Read.All']],
  application: [[MACHINE_ISOLATE], ...READING, [ALERT_WRITE.application], ['User.Read.All']],
}

/** What stands under More, a verb for each permission that nothing else needs: where none of them is granted, all else works. */
export const OPTIONAL = ['scan', 'restrict', 'collect', 'quarantine'] as const satisfies readonly StartVerb[]

/** The permissions that are used for people and not granted, each by its lesser name. */
export function missingFrom({ mode, permissions }: Pick<Granted, 'mode' | 'permissions'>): string[] {
  return lacking(USED[mode], permissions)
}

/** Permissions of the app itself that let it change something, and that nothing uses in this mode. */
export function tooMuch(mode: Mode, ofApp: readonly string[]): string[] {
  const used = mode === 'application' ? [...USED.application.flat(), ...OPTIONAL.flatMap(permissionsFor)] : []
  return ofApp.filter((name) => !READS.test(name) && !used.includes(name))
}
const READS = /\.Read(Write)?(\.|$)/

function lacking(used: readonly (readonly string[])[], permissions: readonly string[]): string[] {
  return used.flatMap((names) => (names.some((name) => permissions.includes(name)) ? [] : (names[0] ?? [])))
}

/** Whether it is known that nobody can isolate. Never seen is not known; what was seen in the other mode says nothing of this one. */
export function isReadOnly(granted: Granted | null, mode: Mode): boolean {
  return isBarred(granted, mode, 'isolate')
}

/** Whether it is known that the verb cannot be asked for by anybody. */
export function isBarred(granted: Granted | null, mode: Mode, verb: Verb): boolean {
  return granted?.mode === mode && !permissionsFor(verb).some((name) => granted.permissions.includes(name))
}

/** Whether anything besides isolating an onboarded machine may be asked for, as far as is known. */
export function offersMore(granted: Granted | null, mode: Mode): boolean {
  return VERBS.some((verb) => verb !== 'isolate' && verb !== 'unisolate' && !isBarred(granted, mode, verb))
}

/** Whether it is known that nobody can change alerts. */
export function lacksTriage(granted: Granted | null, mode: Mode): boolean {
  return granted?.mode === mode && !granted.permissions.includes(ALERT_WRITE[mode])
}

/** Why this is not to be asked for this person, as far as the tokens tell; `null`: the rest is Defender's to say. */
export function refusalOfRights(rights: Rights, verb: Verb): RightsRefusal | null {
  return refusalFor(permissionsFor(verb), rights)
}

/** The same for changing alerts. */
export function refusalOfTriage(rights: Rights): RightsRefusal | null {
  return refusalFor([ALERT_WRITE[rights.mode]], rights)
}

type RightsRefusal = Extract<Refusal, 'scope-missing' | 'role-missing'>

/** Any one of the permissions is enough. */
function refusalFor(anyOf: readonly string[], { mode, permissions, roles }: Rights): RightsRefusal | null {
  if (!anyOf.some((name) => permissions.includes(name))) return 'scope-missing'
  const mayAct = mode === 'delegated' || roles.includes('Responder') || roles.includes('Lead')
  return mayAct ? null : 'role-missing'
}
