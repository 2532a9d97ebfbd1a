import type { BotFramework } from './bot-framework/bot-framework.ts'
import type { Handler } from './platform.ts'
import { APPS } from './world.ts'

/** Microsoft's Agents Playground as a second client beside ours: it speaks to the bot as Teams does. */
export interface Playground {
  /** Where its own server listens; from then on the bot's answers reach it. */
  join(port: number): void
  /** Answers what it alone asks Entra for; `null` for any other request. */
  token(request: Request): Promise<Response | null>
  /** Hands on to it what the bot sends below its serviceUrl; `null` for any other address. */
  connector(request: Request): Promise<Response | null>
}

/** The serviceUrl that the Playground is started with (`--service-url`), on a host that the bot's guard knows. */
export const PLAYGROUND_SERVICE_URL = 'https://smba.trafficmanager.net/playground/'

/** Where it looks for the keys of tokens that bots send: Bot Framework's own tenant at Entra, which is not played otherwise. */
const DISCOVERY = '/botframework.com/v2.0/.well-known/openid-configuration'
const KEYS = 'https://login.botframework.com/v1/.well-known/keys'

/**
 * The Playground asks Entra for a token of the bot for itself and calls the bot with it. Teams has its tokens from Bot
 * Framework; so that the bot needs no exception, the answer to that one request is Bot Framework's token.
 */
export function createPlayground(botFramework: Pick<BotFramework, 'issue'>, botSecret: string): Playground {
  let origin: string | null = null
  return {
    join(port) {
      origin = `http://127.0.0.1:${port}`
    },
    async token(request) {
      if (new URL(request.url).pathname === DISCOVERY) return Response.json({ jwks_uri: KEYS })
      if (request.method !== 'POST') return null
      const form = new URLSearchParams(await request.clone().text())
      const wanted = { client_id: APPS.bot.clientId, client_secret: botSecret, scope: `${APPS.bot.clientId}/.default` }
      // MSAL adds scopes of its own; the one that matters comes first
      const asks = Object.entries(wanted).every(([name, value]) => (form.get(name) ?? '').split(' ')[0] === value)
      if (!asks) return null
      return Response.json({
        token_type: 'Bearer',
        expires_in: 3600,
        ext_expires_in: 3600,
        access_token: await botFramework.issue(PLAYGROUND_SERVICE_URL),
      })
    },
    async connector(request) {
      const { pathname, search } = new URL(request.url)
      if (!pathname.startsWith('/playground/')) return null
      if (origin === null) return new Response(null, { status: 404 })
      const body = request.method === 'GET' ? null : await request.text()
      return fetch(`${origin}/_connector/${pathname.slice('/playground/'.length)}${search}`, {
        method: request.method,
        headers: {
          authorization: request.headers.get('authorization') ?? '',
          'content-type': request.headers.get('content-type') ?? 'application/json',
        },
        body,
      })
    },
  }
}

/** The platform's handler, with the Playground's own requests answered first. */
export function besides(handler: Handler, playground: (request: Request) => Promise<Response | null>): Handler {
  return async (request) => (await playground(request)) ?? handler(request)
}
