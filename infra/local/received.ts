import type { ReceivedView } from './control/shapes.ts'
import { type Faults, play } from './faults.ts'
import { gather } from './gather.ts'
import type { Caller, Handler, TenantClock, TokenReader } from './platform.ts'

/** How many requests are remembered. */
const MOST = 2_000

/** Of a form posted to Entra only these are kept: the others are secrets. */
const KEPT_FIELDS = ['grant_type', 'client_id', 'scope', 'requested_token_use', 'claims', 'redirect_uri']

/** What the platforms were asked, newest last. */
export interface Received {
  list(since: number, platform?: ReceivedView['platform']): ReceivedView[]
  clear(): void
  /** The same handler, with every request recorded and faults played; `audience` is whom its tokens are for. */
  around(platform: ReceivedView['platform'], audience: string | null, handler: Handler): Handler
}

/** Nothing at first; forgets the oldest. */
export function createReceived({ clock, tokens, faults }: { clock: TenantClock; tokens: TokenReader; faults: Faults }): Received {
  let entries: ReceivedView[] = []
  let seq = 0
  return {
    list: (since, platform) => entries.filter((entry) => entry.seq > since && (!platform || entry.platform === platform)),
    clear() {
      entries = []
    },
    around: (platform, audience, handler) => async (request) => {
      const at = new Date(clock.now()).toISOString()
      const { pathname, search } = new URL(request.url)
      const [body, caller] = await Promise.all([bodyOf(request.clone()), audience ? tokens(request, audience) : null])
      if (platform !== 'entra')
        gather({ where: `a request to ${platform}`, text: `${pathname}${search} ${JSON.stringify(body)}` })
      const fault = faults.take(platform, request)
      const response = await (fault ? play(fault, request, handler) : handler(request))
      seq += 1
      entries.push({
        seq,
        at,
        platform,
        method: request.method,
        path: pathname,
        query: search,
        caller: caller && named(caller),
        body,
        status: response.status,
        fault: fault?.id ?? null,
      })
      if (entries.length > MOST) entries = entries.slice(-MOST / 2)
      return response
    },
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text()
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(text)
    return Object.fromEntries(KEPT_FIELDS.flatMap((name) => (form.has(name) ? [[name, form.get(name)]] : [])))
  }
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return text
  }
}

function named(caller: Caller): ReceivedView['caller'] {
  return caller.kind === 'app' ? { appId: caller.appId } : { appId: caller.appId, oid: caller.oid, upn: caller.upn }
}
