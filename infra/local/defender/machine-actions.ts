import { randomUUID } from 'node:crypto'
import type { Caller, TenantClock } from '../platform.ts'
import { isolationType, requireSupport, scanType, sha1Of, textOf } from './action-input.ts'
import { type Action, type ActionType, type End, endOf, timestamp, viewOf } from './action-life.ts'
import { Refusal } from './answers.ts'
import type { Kept } from './objects.ts'
import type { Ways } from './ways.ts'

/** Machine actions and their life: what was asked, and how it stands at the tenant's present time. */
export interface MachineActions {
  /** Asks for an action on a machine; answers the action as Defender does at that moment. Throws a Refusal. */
  start(verb: Verb, machine: Kept, body: unknown, by: Caller): Kept
  /** Somebody in the portal asks for it; the portal takes what the API would refuse as a duplicate. */
  startInPortal(machine: Kept, what: PortalAction): Kept
  /** Cancels an action that is not final. Throws a Refusal. */
  cancel(id: string, body: unknown, by: Caller): Kept
  /** Ends an action that is not final. Throws an Error. */
  end(id: string, end: End): Kept
  /** The machine is in reach again: what waits for it goes on. */
  reach(machineId: string): void
  get(id: string): Kept | undefined
  /** Newest first, as the documentation's own examples suggest. */
  all(): readonly Kept[]
}

/** The last part of the paths that start an action. */
export const VERBS = [
  'isolate',
  'unisolate',
  'runAntiVirusScan',
  'restrictCodeExecution',
  'unrestrictCodeExecution',
  'collectInvestigationPackage',
  'StopAndQuarantineFile',
] as const
export type Verb = (typeof VERBS)[number]

/** What somebody asks in the portal. */
export interface PortalAction {
  readonly type: ActionType
  /** Their UPN. */
  readonly requestor: string
  readonly comment: string
}

const TYPES: Readonly<Record<Verb, ActionType>> = {
  isolate: 'Isolate',
  unisolate: 'Unisolate',
  runAntiVirusScan: 'RunAntiVirusScan',
  restrictCodeExecution: 'RestrictCodeExecution',
  unrestrictCodeExecution: 'UnrestrictCodeExecution',
  collectInvestigationPackage: 'CollectInvestigationPackage',
  StopAndQuarantineFile: 'StopAndQuarantineFile',
}

/** Actions that undo each other are never open together, nor two on one file. */
const familyOf = ({ type, file }: Pick<Action, 'type' | 'file'>): string =>
  `${type.replace(/^Un/, '')} ${file ?? ''}`.toLowerCase()

/** No actions yet; time is the tenant's. */
export function createMachineActions(clock: TenantClock, ways: Ways): MachineActions {
  const actions: Action[] = []
  const view = (action: Action): Kept => viewOf(action, clock.now())
  const isOpen = (action: Action): boolean => endOf(action, clock.now()) === null
  const find = (id: string): Action | undefined => actions.find((action) => action.asked['id'] === id.toLowerCase())

  const add = (
    machine: Kept,
    { type, requestor, comment }: PortalAction,
    requestSource: string,
    { scope = null, file = null }: { readonly scope?: string | null; readonly file?: string | null },
  ): Kept => {
    const at = clock.now()
    const asked = {
      id: randomUUID(),
      type,
      title: null,
      requestor,
      requestorComment: comment,
      status: 'Pending',
      machineId: machine['id'],
      computerDnsName: machine['computerDnsName'],
      creationDateTimeUtc: timestamp(at),
      lastUpdateDateTimeUtc: timestamp(at),
      cancellationRequestor: null,
      cancellationComment: null,
      cancellationDateTimeUtc: null,
      errorHResult: 0,
      scope: null,
      externalId: null,
      requestSource,
      relatedFileInfo: file && { fileIdentifier: file, fileIdentifierType: 'Sha1' },
      commands: [],
      troubleshootInfo: null,
    }
    const reachedAt = machine['healthStatus'] === 'Inactive' ? null : at
    const action: Action = { asked, type, at, scope, file, reachedAt, ended: null }
    actions.push(action)
    return view(action)
  }

  return {
    start(verb, machine, body, by) {
      const type = TYPES[verb]
      const comment = textOf(body, 'Comment')
      requireSupport(type, machine)
      const scope = verb === 'isolate' ? isolationType(machine, body) : verb === 'runAntiVirusScan' ? scanType(body) : null
      const file = verb === 'StopAndQuarantineFile' ? sha1Of(body) : null
      const isRival = (other: Action) =>
        other.asked['machineId'] === machine['id'] && familyOf(other) === familyOf({ type, file }) && isOpen(other)
      const rival = ways.duplicates === 'another' ? undefined : actions.find(isRival)
      if (rival?.type === type && ways.duplicates === 'pending') return view(rival)
      if (rival) throw new Refusal(400, 'ActiveRequestAlreadyExists', 'Action is already in progress')
      return add(machine, { type, requestor: nameOf(by), comment }, 'PublicApi', { scope, file })
    },
    startInPortal: (machine, what) => add(machine, what, 'Portal', { scope: PORTAL_SCOPES[what.type] ?? null }),
    cancel(id, body, by) {
      const comment = textOf(body, 'Comment')
      const action = find(id)
      if (!action) throw new Refusal(404, 'ResourceNotFound', `Machine action ${id} was not found`)
      if (!isOpen(action)) throw new Refusal(400, 'InvalidInput', 'The action has ended and cannot be cancelled')
      action.ended = { status: 'Cancelled', at: clock.now(), by: { name: nameOf(by), comment } }
      return view(action)
    },
    end(id, end) {
      const action = find(id)
      if (!action || !isOpen(action)) throw new Error(`there is no open machine action ${id}`)
      action.ended = { ...end, at: clock.now() }
      return view(action)
    },
    reach(machineId) {
      for (const action of actions) {
        if (action.asked['machineId'] === machineId && isOpen(action)) action.reachedAt ??= clock.now()
      }
    },
    get: (id) => {
      const action = find(id)
      return action && view(action)
    },
    all: () => actions.map(view).reverse(),
  }
}

/** What the portal asks for unless told otherwise. */
const PORTAL_SCOPES: { readonly [type in ActionType]?: string } = { Isolate: 'Full', RunAntiVirusScan: 'Quick' }

/** A person by UPN, an app by its id. */
const nameOf = (by: Caller): string => (by.kind === 'person' ? by.upn : by.appId)
