import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { APPS } from '../world.ts'
import { authorise } from './access.ts'
import { json, nothing, Refusal, refusal } from './answers.ts'
import type { Call } from './calls.ts'
import { CALLS } from './calls.ts'
import { createMachineActions } from './machine-actions.ts'
import type { Kept } from './objects.ts'
import { createObjects } from './objects.ts'
import { createQuota } from './quota.ts'

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
}

/** A Defender with the seed in it. */
export function createDefender(options: {
  readonly clock: TenantClock
  readonly tokens: TokenReader
  readonly seed?: { readonly alerts?: unknown; readonly machines?: unknown }
}): Defender {
  const { clock, tokens, seed = {} } = options
  const holdings = {
    alerts: createObjects('alert', clock.now),
    machines: createObjects('machine', clock.now),
    actions: createMachineActions(clock),
  }
  const { alerts, machines, actions } = holdings
  const count = createQuota(clock)
  alerts.add(seed.alerts ?? [])
  machines.add(seed.machines ?? [])

  const answer = async (request: Request): Promise<Response> => {
    const caller = await tokens(request, APPS.defender.audience)
    if (!caller) throw UNAUTHORIZED
    const { pathname, searchParams } = new URL(request.url)
    const found = findCalls(pathname)
    if (found.length === 0) return nothing(404)
    const match = found.find(({ call }) => call.method === request.method)
    if (!match) return nothing(405, { allow: found.map(({ call }) => call.method).join(', ') })

    const { call, id } = match
    count(caller.appId, call.family)
    const sight = authorise(caller, call.needs)
    const body = call.method === 'POST' ? await readBody(request) : null
    return json(request, call.status, call.answer(holdings, { id, params: searchParams, body, caller, sight }))
  }

  return {
    handler: (request) =>
      answer(request).catch((error: unknown) => {
        if (error instanceof Refusal) return refusal(request, error)
        throw error
      }),
    addAlerts: alerts.add,
    patchAlert: (id, partial) => {
      alerts.patch(id, partial)
      const changed = new Set(Object.keys(Object(partial)))
      if (!changed.has('lastUpdateTime')) alerts.patch(id, { lastUpdateTime: new Date(clock.now()).toISOString() })
    },
    alerts: alerts.all,
    addMachines: machines.add,
    patchMachine: machines.patch,
    machines: machines.all,
    machineActions: actions.all,
  }
}

const UNAUTHORIZED = new Refusal(401, 'Unauthorized', 'Authorization has been denied for this request.', {
  'www-authenticate': 'Bearer',
})

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
