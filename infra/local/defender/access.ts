import type { Caller } from '../platform.ts'
import { ACCOUNTS, MACHINE_GROUPS } from '../world.ts'
import { Refusal } from './answers.ts'
import type { Kept } from './objects.ts'

/** What a call needs in the token, as its documentation page lists it; any one of them is enough. */
export interface Needs {
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
  /** Whether a person needs a Defender role that lets them do more than look: 'Active remediation actions' or 'Alerts investigation'. */
  readonly acts?: true
}

function acting(...names: string[]) {
  return { roles: names, scopes: names, acts: true } as const
}

/** What each call needs. */
export const NEEDS = {
  alerts: { roles: ['Alert.Read.All', 'Alert.ReadWrite.All'], scopes: ['Alert.Read', 'Alert.ReadWrite'] },
  alertUpdates: { roles: ['Alert.ReadWrite.All'], scopes: ['Alert.ReadWrite'], acts: true },
  machines: { roles: ['Machine.Read.All', 'Machine.ReadWrite.All'], scopes: ['Machine.Read', 'Machine.ReadWrite'] },
  logonUsers: { roles: ['User.Read.All'], scopes: ['User.Read.All'] },
  isolate: acting('Machine.Isolate'),
  scan: acting('Machine.Scan'),
  restrict: acting('Machine.RestrictExecution'),
  collect: acting('Machine.CollectForensics'),
  quarantine: acting('Machine.StopAndQuarantine'),
  /** Any permission to act (Cancel machine action API). */
  cancel: acting(
    'Machine.CollectForensics',
    'Machine.Isolate',
    'Machine.RestrictExecution',
    'Machine.Scan',
    'Machine.Offboard',
    'Machine.StopAndQuarantine',
    'Machine.LiveResponse',
  ),
  /** An app reads the link with what it reads machines with (Get package SAS URI API). */
  packageLink: {
    roles: ['Machine.Read.All', 'Machine.ReadWrite.All'],
    scopes: ['Machine.CollectForensics'],
    acts: true,
  },
} as const satisfies Record<string, Needs>

/** Which rows the caller may see, by the name of their machine group. */
export type Sight = (machineGroup: unknown) => boolean

/**
 * Throws a 403 Refusal unless the caller may make the call. An app sees every machine: no page says that machine groups
 * bind application tokens. A person needs a Defender role and sees the groups given to it; one who has all groups also
 * sees what belongs to none.
 */
export function authorise(caller: Caller, needs: Needs): Sight {
  const has = caller.kind === 'app' ? caller.roles : caller.scopes
  const wants = caller.kind === 'app' ? needs.roles : needs.scopes
  if (!wants.some((want) => has.includes(want))) {
    const what = caller.kind === 'app' ? 'roles' : 'scopes'
    throw forbidden(
      `Missing application ${what}. API required ${what}: ${wants.join(', ')}, application ${what}: ${has.join(', ')}.`,
    )
  }
  if (caller.kind === 'app') return () => true

  const role = ACCOUNTS.find((account) => account.oid === caller.oid)?.defender
  if (!role) throw forbidden('User does not have the required permissions.')
  if (needs.acts && !role.mayAct) throw forbidden('User is not exposed to the requested action.')
  const groups: readonly unknown[] = role.groups
  return groups.length === MACHINE_GROUPS.length ? () => true : (group) => groups.includes(group)
}

/** The rows that the caller may see. */
export const seenBy = (sight: Sight, rows: readonly Kept[]): readonly Kept[] => rows.filter((row) => sight(row['rbacGroupName']))

const forbidden = (message: string): Refusal => new Refusal(403, 'Forbidden', message)
