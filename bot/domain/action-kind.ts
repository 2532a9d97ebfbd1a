import type { ActionId } from './ids.ts'
import type { Family, IsolationType, ScanType, Verb, Wanted } from './intent.ts'
import type { MachineAction } from './machine-action.ts'

/** A verb that begins something. */
export type StartVerb = Exclude<Verb, 'cancel'>

/** What is known of a verb that begins something. */
interface Kind {
  readonly family: Exclude<Family, `file:${string}`> | 'file'
  /** What Defender calls it (MachineAction resource). */
  readonly type: string
  /** The type that it takes back: one that the machine has not begun is cancelled instead. */
  readonly undoes: string | null
  /** What the token that acts must carry; no other permission includes it (Defender: "Permissions" of each API page). */
  readonly permission: string
  /** What the person needs at Defender (the same pages). */
  readonly role: 'Active remediation actions' | 'Alerts investigation'
  /** Whether the API's page names Windows alone. */
  readonly windowsOnly: boolean
}

const REMEDIATION = { role: 'Active remediation actions', windowsOnly: false } as const

/** Every verb that begins something; what happens to all of them alike is read from here. */
export const KINDS: Readonly<Record<StartVerb, Kind>> = {
  isolate: { family: 'containment', type: 'Isolate', undoes: null, permission: 'Machine.Isolate', ...REMEDIATION },
  unisolate: { family: 'containment', type: 'Unisolate', undoes: 'Isolate', permission: 'Machine.Isolate', ...REMEDIATION },
  contain: { family: 'containment', type: 'Isolate', undoes: null, permission: 'Machine.Isolate', ...REMEDIATION },
  scan: { family: 'scan', type: 'RunAntiVirusScan', undoes: null, permission: 'Machine.Scan', ...REMEDIATION },
  restrict: {
    family: 'restriction',
    type: 'RestrictCodeExecution',
    undoes: null,
    permission: 'Machine.RestrictExecution',
    ...REMEDIATION,
    windowsOnly: true,
  },
  unrestrict: {
    family: 'restriction',
    type: 'UnrestrictCodeExecution',
    undoes: 'RestrictCodeExecution',
    permission: 'Machine.RestrictExecution',
    ...REMEDIATION,
    windowsOnly: true,
  },
  collect: {
    family: 'package',
    type: 'CollectInvestigationPackage',
    undoes: null,
    permission: 'Machine.CollectForensics',
    role: 'Alerts investigation',
    windowsOnly: true,
  },
  quarantine: {
    family: 'file',
    type: 'StopAndQuarantineFile',
    undoes: null,
    permission: 'Machine.StopAndQuarantine',
    ...REMEDIATION,
    windowsOnly: true,
  },
}

const FAMILIES: ReadonlyMap<string, Kind['family']> = new Map(Object.values(KINDS).map(({ type, family }) => [type, family]))

/** The family that an action of Defender's belongs to; `null` for a type that cannot be asked for here. */
export function familyOf({ type, sha1 }: Pick<MachineAction, 'type' | 'sha1'>): Family | null {
  const family = FAMILIES.get(type) ?? null
  return family === 'file' ? fileFamily(sha1) : family
}

/** What belongs to one file; without a hash it is a file of its own. */
export function fileFamily(sha1: string | null): Family {
  return `file:${sha1?.toLowerCase() ?? 'not known'}`
}

/** What the person chose besides the verb; the rest is as most people want it. */
export interface Choices {
  readonly isolationType?: IsolationType | null
  readonly scanType?: ScanType | null
  readonly sha1?: string | null
}

/** What is wanted, whole. */
export function wanted(verb: StartVerb, { isolationType, scanType, sha1 = null }: Choices = {}): Wanted {
  const { family } = KINDS[verb]
  return {
    verb,
    family: family === 'file' ? fileFamily(sha1) : family,
    isolationType: verb === 'isolate' ? (isolationType ?? 'Full') : null,
    scanType: verb === 'scan' ? (scanType ?? 'Quick') : null,
    sha1: verb === 'quarantine' ? sha1 : null,
    cancels: null,
    cancelsType: null,
  }
}

/** That an action be cancelled; `null` for one that cannot be asked for here either. */
export function wantedCancel(action: Pick<MachineAction, 'type' | 'sha1'> & { readonly id: ActionId }): Wanted | null {
  const family = familyOf(action)
  const { id: cancels, type: cancelsType } = action
  return family && { verb: 'cancel', family, isolationType: null, scanType: null, sha1: null, cancels, cancelsType }
}

/** Any one of these in the token is enough: an action may be cancelled with the permission of another (Cancel machine action API). */
export function permissionsFor(verb: Verb): readonly string[] {
  return verb === 'cancel' ? [...new Set(Object.values(KINDS).map(({ permission }) => permission))] : [KINDS[verb].permission]
}
