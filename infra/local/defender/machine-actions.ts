import { randomUUID } from 'node:crypto'
import type { Caller, TenantClock } from '../platform.ts'
import { Refusal } from './answers.ts'
import type { Kept } from './objects.ts'
import { isObject } from './objects.ts'

/** Machine actions and their life: what was asked, and how it stands at the tenant's present time. */
export interface MachineActions {
  /** Asks for an action on a machine; answers the action as Defender does at that moment. Throws a Refusal. */
  start(verb: Verb, machine: Kept, body: unknown, by: Caller): Kept
  /** Cancels an action that is not final. Throws a Refusal. */
  cancel(id: string, body: unknown, by: Caller): Kept
  get(id: string): Kept | undefined
  /** Newest first, as the documentation's own examples suggest. */
  all(): readonly Kept[]
}

/** The last part of the paths that start an action. */
export type Verb = 'isolate' | 'unisolate'

/** Recorded times from request to result, and the three days after which an unreachable machine's action is given up. */
const LIVES = { isolate: { type: 'Isolate', ms: 27_000 }, unisolate: { type: 'Unisolate', ms: 2_000 } } as const
const GIVEN_UP_MS = 3 * 86_400_000 + 14 * 60_000
const SCOPES = ['Full', 'Selective', 'UnManagedDevice']
const ERRORS = { TimeOut: -2145844840, Cancelled: -2147467260 }

interface Action {
  readonly asked: Kept
  readonly at: number
  readonly endsAt: number
  readonly reachable: boolean
  readonly scope: string | null
  cancelled: { readonly at: number; readonly by: string; readonly comment: string } | null
}

/** No actions yet; time is the tenant's. */
export function createMachineActions(clock: TenantClock): MachineActions {
  const actions: Action[] = []
  const view = (action: Action): Kept => ({ ...action.asked, ...progress(action, clock.now()) })
  const find = (id: string): Action | undefined => actions.find((action) => action.asked['id'] === id.toLowerCase())

  return {
    start(verb, machine, body, by) {
      const comment = textOf(body, 'Comment')
      const scope = verb === 'isolate' ? isolationType(machine, body) : null
      const open = actions.some((action) => action.asked['machineId'] === machine['id'] && !isFinal(view(action)))
      if (open) throw new Refusal(400, 'ActiveRequestAlreadyExists', 'Action is already in progress')

      const at = clock.now()
      const reachable = machine['healthStatus'] !== 'Inactive'
      const action: Action = {
        asked: {
          id: randomUUID(),
          type: LIVES[verb].type,
          title: null,
          requestor: nameOf(by),
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
          requestSource: 'PublicApi',
          relatedFileInfo: null,
          commands: [],
          troubleshootInfo: null,
        },
        at,
        endsAt: at + (reachable ? LIVES[verb].ms : GIVEN_UP_MS),
        reachable,
        scope,
        cancelled: null,
      }
      actions.push(action)
      return view(action)
    },
    cancel(id, body, by) {
      const comment = textOf(body, 'Comment')
      const action = find(id)
      if (!action) throw new Refusal(404, 'ResourceNotFound', `Machine action ${id} was not found`)
      if (isFinal(view(action))) throw new Refusal(400, 'InvalidInput', 'The action has ended and cannot be cancelled')
      action.cancelled = { at: clock.now(), by: nameOf(by), comment }
      return view(action)
    },
    get: (id) => {
      const action = find(id)
      return action && view(action)
    },
    all: () => actions.map(view).reverse(),
  }
}

/** What has changed since the request. The first answer never names the scope, later ones do (recorded). */
function progress({ at, endsAt, reachable, scope, cancelled }: Action, now: number): Kept {
  if (cancelled) {
    const when = timestamp(cancelled.at)
    const { by, comment } = cancelled
    const said = { cancellationRequestor: by, cancellationComment: comment, cancellationDateTimeUtc: when }
    return { scope, status: 'Cancelled', lastUpdateDateTimeUtc: when, errorHResult: ERRORS.Cancelled, ...said }
  }
  if (now >= endsAt) {
    const outcome = reachable ? { status: 'Succeeded' } : { status: 'TimeOut', errorHResult: ERRORS.TimeOut }
    return { scope, ...outcome, lastUpdateDateTimeUtc: timestamp(endsAt) }
  }
  const pickedUpAt = at + 1_000
  if (!reachable || now < pickedUpAt) return now > at ? { scope } : {}
  return { scope, status: 'InProgress', lastUpdateDateTimeUtc: timestamp(pickedUpAt) }
}

const isFinal = (action: Kept): boolean => action['status'] !== 'Pending' && action['status'] !== 'InProgress'

/** A person by UPN, an app by its id. */
const nameOf = (by: Caller): string => (by.kind === 'person' ? by.upn : by.appId)

function isolationType(machine: Kept, body: unknown): string {
  const type = textOf(body, 'IsolationType')
  if (!SCOPES.includes(type)) throw new Refusal(400, 'InvalidInput', `IsolationType must be one of ${SCOPES.join(', ')}`)
  if ((type === 'UnManagedDevice') === (machine['onboardingStatus'] === 'Onboarded')) {
    throw new Refusal(
      400,
      'InvalidInput',
      `IsolationType ${type} does not apply to a machine that is ${String(machine['onboardingStatus'])}`,
    )
  }
  const windows = /^(Windows|AzureStack)/.test(String(machine['osPlatform']))
  if (type === 'Selective' && !windows && machine['osPlatform'] !== 'macOS') {
    throw new Refusal(400, 'OsPlatformNotSupported', 'Selective isolation is not supported on this operating system')
  }
  return type
}

/** Parameter names are case-sensitive: `comment` is a missing `Comment`. */
function textOf(body: unknown, name: string): string {
  if (!isObject(body)) throw new Refusal(400, 'InvalidRequestBody', 'Request body is incorrect')
  const value = body[name]
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal(400, 'MissingRequiredParameter', `Required parameter ${name} is missing`)
  return value
}

/** UTC with seven digits; those below the millisecond stand for a clock finer than ours. */
const timestamp = (ms: number): string =>
  new Date(ms).toISOString().replace('Z', `${String((ms * 7919) % 10_000).padStart(4, '0')}Z`)
