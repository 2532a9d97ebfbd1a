import type { Defender } from '../defender/defender.ts'
import type { Entra } from '../entra/entra.ts'
import type { Faults } from '../faults.ts'
import type { Issued } from '../issued.ts'
import type { Handler, TenantClock } from '../platform.ts'
import type { Received } from '../received.ts'
import { answerBy, type Route, route } from '../routes.ts'
import type { Activity } from '../teams/activities.ts'
import type { Teams } from '../teams/teams.ts'
import type { Vault } from '../vault/vault.ts'
import { ACCOUNTS } from '../world.ts'
import { defenderRoutes } from './defender-routes.ts'
import type { Events } from './events.ts'
import { identityRoutes } from './identity-routes.ts'
import { INPUTS, parseBody, parseInput } from './inputs.ts'
import { secretRoutes } from './secret-routes.ts'
import type { BotAnswer } from './shapes.ts'
import type { Bend } from './strange-activity.ts'

/** What can be looked at and changed from outside. */
export interface ControlParts {
  readonly defender: Defender
  readonly teams: Teams
  readonly entra: Entra
  readonly vault: Vault
  readonly issued: Issued
  readonly faults: Faults
  readonly received: Received
  readonly clock: TenantClock
  readonly events: Events
  /** Sends any activity, with a token bent as told. */
  readonly sendStrange: (activity: Activity, bend: Bend | null) => Promise<BotAnswer>
}

/** `/control/…`: the tenant's own interface, for tests, the web client and people (README.md lists it). Bad input is a 400. */
export function createControl(parts: ControlParts): Handler {
  const control = answerBy(
    [...defenderRoutes(parts), ...teamsRoutes(parts), ...identityRoutes(parts), ...secretRoutes(parts), ...tenantRoutes(parts)],
    async () => Response.json({ error: 'There is no such control; infra/local/README.md lists them' }, { status: 404 }),
  )
  return async (request) => {
    try {
      return await control(request)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error
      return Response.json({ error: error.message }, { status: 400 })
    }
  }
}

const done = () => new Response(null, { status: 204 })

function teamsRoutes({ teams, sendStrange }: ControlParts): Route[] {
  const where = async (request: Request) => {
    const wish = await parseBody(INPUTS.installation, request)
    return 'team' in wish ? 'team' : wish.account
  }
  return [
    route('GET', '/control/accounts', () => Response.json(ACCOUNTS)),
    route('GET', '/control/conversations', () => Response.json(teams.conversations())),
    route('GET', '/control/conversations/:id/messages', (_, id = '') => Response.json(teams.messages(id))),
    route('POST', '/control/messages', async (request) => {
      const { account, conversation, text, root } = await parseBody(INPUTS.message, request)
      return Response.json(await teams.say(account, conversation, text, root))
    }),
    route('POST', '/control/click', async (request) => {
      const { signIn, state, ...click } = await parseBody(INPUTS.click, request)
      if (state !== undefined) return Response.json(await teams.signIn.after(click, state))
      if (signIn === 'silently') return Response.json(await teams.signIn.silently(click))
      return Response.json(await (signIn ? teams.signIn.toTheEnd(click) : teams.click(click)))
    }),
    route('POST', '/control/auth-token', async (request) => {
      const { account, claims } = await parseBody(INPUTS.authToken, request)
      return Response.json({ token: await teams.signIn.authToken(account, claims) })
    }),
    route('GET', '/control/clients', () => Response.json(teams.clients)),
    route('POST', '/control/clients', async (request) =>
      Response.json(Object.assign(teams.clients, await parseBody(INPUTS.clients, request))),
    ),
    route('POST', '/control/install', async (request) => Response.json(await teams.install(await where(request)))),
    route('POST', '/control/uninstall', async (request) => Response.json(await teams.uninstall(await where(request)))),
    route('POST', '/control/channels', async (request) =>
      Response.json(await teams.createChannel((await parseBody(INPUTS.named, request)).name), { status: 201 }),
    ),
    route('PATCH', '/control/channels/:id', async (request, id = '') =>
      Response.json(await teams.renameChannel(id, (await parseBody(INPUTS.named, request)).name)),
    ),
    route('DELETE', '/control/channels/:id', async (_, id = '') => Response.json(await teams.deleteChannel(id))),
    route('PATCH', '/control/team', async (request) => {
      await teams.renameTeam((await parseBody(INPUTS.named, request)).name)
      return done()
    }),
    route('POST', '/control/activity', async (request) => {
      const { activity, token } = await parseBody(INPUTS.activity, request)
      return Response.json(await sendStrange(activity, token))
    }),
  ]
}

function tenantRoutes({ entra: { permissions }, faults, received, clock, events }: ControlParts): Route[] {
  return [
    route('GET', '/control/health', () => Response.json({ ok: true })),
    route('GET', '/control/events', () => events.stream()),
    route('GET', '/control/faults', () => Response.json(faults.list())),
    route('POST', '/control/faults', async (request) =>
      Response.json(faults.add(await parseBody(INPUTS.fault, request)), { status: 201 }),
    ),
    route('DELETE', '/control/faults', () => {
      faults.clear()
      return done()
    }),
    route('DELETE', '/control/faults/:id', (_, id = '') =>
      faults.clear(id) ? done() : Response.json({ error: `There is no fault ${id}` }, { status: 404 }),
    ),
    route('GET', '/control/received', (request) => {
      const { since, platform } = parseInput(INPUTS.received, Object.fromEntries(new URL(request.url).searchParams))
      return Response.json(received.list(since, platform))
    }),
    route('DELETE', '/control/received', () => {
      received.clear()
      return done()
    }),
    route('GET', '/control/clock', () => Response.json({ now: new Date(clock.now()).toISOString() })),
    route('POST', '/control/clock', async (request) => {
      clock.advance((await parseBody(INPUTS.clock, request)).advanceMs)
      return Response.json({ now: new Date(clock.now()).toISOString() })
    }),
    route('GET', '/control/permissions', () => Response.json(permissions)),
    route('POST', '/control/permissions', async (request) => {
      permissions.application = (await parseBody(INPUTS.permissions, request)).application
      return Response.json(permissions)
    }),
  ]
}
