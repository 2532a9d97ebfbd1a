import { randomBytes } from 'node:crypto'
import type { Issued } from '../issued.ts'
import { PACKAGE_LINK } from '../issued.ts'
import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { authorise } from './access.ts'
import type { End } from './action-life.ts'
import { json, nothing, Refusal, refusal } from './answers.ts'
import type { Call } from './calls.ts'
import { CALLS } from './calls.ts'
import { createMachineActions, type PortalAction } from './machine-actions.ts'
import type { Kept } from './objects.ts'
import { createObjects } from './objects.ts'
import { createQuota } from './quota.ts'
import { CHALLENGE, usualWays, type Ways } from './ways.ts'

/** Defender for Endpoint's API, and the hands that change what it holds from outside (`/control`, the story). */
export interface Defender {
  readonly handler: Handler
  /** Alerts in the API's own shape, kept as they are; a known id is replaced. Throws an Error naming the bad item. */
  addAlerts(alerts: unknown): void
  /** Changes the given properties and, unless it is among them, `lastUpdateTime` to now. */
  patchAlert(id: string, partial: unknown): void
  alerts(): readonly Kept[]
  /** Machines in the API's own shape, kept as they are; a known id is replaced. Throws an Error naming the bad item. */
  addMachines(machines: unknown): void
  patchMachine(id: string, partial: unknown): void
  machines(): readonly Kept[]
  /** As they stand now, newest first. */
  machineActions(): readonly Kept[]
  /** Somebody in the portal asks for an action. Throws an Error when there is no such machine. */
  actInPortal(machineId: string, what: PortalAction): Kept
  /** Ends an open action. Throws an Error when there is none. */
  endAction(id: string, end: End): Kept
  readonly ways: Ways
}

/** A Defender with the seed in it. */
export function createDefender(options: {
  /** Whom tokens must be for. */
  readonly audience: string
  readonly clock: TenantClock
  readonly tokens: TokenReader
  readonly issued: Issued
  readonly seed?: { readonly alerts?: unknown; readonly machines?: unknown }
}): Defender {
  const { audience, clock, tokens, issued, seed = {} } = options
  const ways = usualWays()
  const holdings = {
    alerts: createObjects('alert', clock.now),
    machines: createObjects('machine', clock.now),
    actions: createMachineActions(clock, ways),
    ways,
    newPackageUri: () => `${PACKAGES}?token=${issued.note(PACKAGE_LINK, randomBytes(24).toString('hex'))}`,
  }
  const { alerts, machines, actions } = holdings
  const count = createQuota(clock)
  alerts.add(seed.alerts ?? [])
  machines.add(seed.machines ?? [])

  const answer = async (request: Request): Promise<Response> => {
    const caller = await tokens(request, audience)
    if (!caller) throw unauthorized('Authorization has been denied for this request.')
    if (!ways.licensed) throw unauthorized('Unauthorized request - reason of failure: No Tvm license')
    if (ways.claimsChallenge && caller.kind === 'person' && !caller.approved)
      throw unauthorized('Authorization has been denied for this request.', CHALLENGE)
    const { pathname, searchParams } = new URL(request.url)
    const found = findCalls(pathname)
    if (found.length === 0) return nothing(404)
    const match = found.find(({ call }) => call.method === request.method)
    if (!match) return nothing(405, { allow: found.map(({ call }) => call.method).join(', ') })

    const { call, id } = match
    count(caller.appId, call.family)
    const sight = authorise(caller, call.needs)
    const body = call.method === 'GET' ? null : await readBody(request)
    const answered = call.answer(holdings, { id, params: searchParams, body, caller, sight })
    return answered === null ? nothing(call.status) : json(request, call.status, answered)
  }

  return {
    async handler(request) {
      const answered = await answer(request).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error
        const bare = (error.status === 403 && ways.forbidden === 'bare') || (error.status === 404 && ways.notFound === 'bare')
        return bare ? nothing(error.status) : refusal(request, error)
      })
      answered.headers.set('date', new Date(clock.now()).toUTCString())
      return answered
    },
    addAlerts: alerts.add,
    patchAlert: (id, partial) => {
      alerts.patch(id, partial)
      const changed = new Set(Object.keys(Object(partial)))
      if (!changed.has('lastUpdateTime')) alerts.patch(id, { lastUpdateTime: new Date(clock.now()).toISOString() })
    },
    alerts: alerts.all,
    addMachines: machines.add,
    patchMachine: (id, partial) => {
      machines.patch(id, partial)
      if (machines.get(id)?.['healthStatus'] !== 'Inactive') actions.reach(id)
    },
    machines: machines.all,
    machineActions: actions.all,
    actInPortal: (machineId, what) => {
      const machine = machines.get(machineId)
      if (!machine) throw new Error(`there is no machine ${machineId}`)
      return actions.startInPortal(machine, what)
    },
    endAction: actions.end,
    ways,
  }
}

/** A place that nobody has: what a link leads to is no part of this tenant. */
const PACKAGES = 'https://packages.fabrikam.example:443/safedownload/WDATP_Investigation_Package.zip'

/** The message of a licence that is missing is as reported from a live tenant; its 401 has nothing to do with the token. */
const unauthorized = (message: string, challenge = 'Bearer'): Refusal =>
  new Refusal(401, 'Unauthorized', message, { 'www-authenticate': challenge })

function findCalls(pathname: string): { call: Call; id: string }[] {
  const parts = /^\/api(?:\/v1\.0)?\/(.+?)\/?$/.exec(pathname)?.[1]?.split('/').map(decode)
  if (!parts) return []
  return CALLS.filter(({ path }) => {
    const wanted = path.split('/')
    return (
      wanted.length === parts.length &&
      wanted.every((part, at) => part === '*' || part.toLowerCase() === parts[at]?.toLowerCase())
    )
  }).map((call) => ({ call, id: parts[1] ?? '' }))
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function readBody(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch {
    throw new Refusal(400, 'InvalidRequestBody', 'Request body is incorrect')
  }
}
