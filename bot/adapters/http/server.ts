import { once } from 'node:events'
import restify from 'restify'
import { ABOUT_PAGES } from './about-pages.ts'
import type { AuthPages } from './auth-pages.ts'
import type { Asker } from './insider.ts'
import { askerOf } from './insider.ts'
import type { MetricsPage } from './metrics-page.ts'
import type { Page } from './page.ts'
import { PAGE_STYLE, textPage } from './page.ts'
import { readJson } from './read-json.ts'
import { isReadable, limitStrangers, TOO_OFTEN } from './stranger-limits.ts'
import type { TabRoutes } from './tab-routes.ts'
import { addTabRoutes } from './tab-routes.ts'

/** What a route answers: a status, and a body that is sent as JSON. */
export interface HttpReply {
  readonly status: number
  readonly body?: unknown
  /** Why it is refused, where whoever asked proved nobody; safe to log. */
  readonly unproven?: string
}

/** The routes that the service answers on. */
export interface Routes {
  /** POST /api/messages: the `Authorization` header and the parsed body. */
  readonly messages: (authorization: string | undefined, body: unknown) => Promise<HttpReply>
  /** GET /healthz. */
  readonly health: (asker: Asker) => Promise<HttpReply>
  /** GET /metrics. */
  readonly metrics: MetricsPage
  /** GET /auth/… */
  readonly auth: AuthPages
  /** The tab and its API. */
  readonly tab: TabRoutes
  /** Told of faults of ours; whoever asked is told nothing of them. */
  readonly failed: (error: unknown) => void
  /** Told of requests that proved nobody, as often as an address is told so itself. */
  readonly turnedAway: (status: number, why: string) => void
}

/** An activity with all its cards stays far below this. */
const MOST_BODY_BYTES = 256 * 1024

/** A refusal of restify's own: no such page. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500
}

function show(res: restify.Response, page: Page | null): void {
  if (page) res.writeHead(page.status, page.headers)
  else res.writeHead(404)
  res.end(page?.body)
}

const FAULT = textPage(500, 'Something went wrong', ['Nothing was done. Press the button again in a minute.'])

/** Starts to listen; disposing lets the requests in hand finish. */
export async function startServer(port: number, routes: Routes): Promise<AsyncDisposable & { readonly port: number }> {
  const server = restify.createServer({ name: 'pocketsoc', handleUncaughtExceptions: false })
  const answer = (res: restify.Response, { status, body }: HttpReply): void => {
    res.header('cache-control', 'no-store')
    if (body === undefined) res.send(status)
    else res.json(status, body)
  }

  const tellsStranger = limitStrangers(server, Date.now)
  server.pre((req: restify.Request, res: restify.Response, next: (go?: false) => void) => {
    if (isReadable(req)) return next()
    res.send(400, { code: 'BadRequest' })
    return next(false)
  })
  server.post('/api/messages', async (req: restify.Request, res: restify.Response) => {
    const body = await readJson(req, MOST_BODY_BYTES)
    const authorization = req.header('authorization') || undefined
    const reply =
      'refused' in body ? { status: body.refused, unproven: 'no such body' } : await routes.messages(authorization, body.value)
    if (reply.unproven === undefined) return answer(res, reply)
    if (!tellsStranger(req)) return answer(res, TOO_OFTEN)
    routes.turnedAway(reply.status, reply.unproven)
    answer(res, { status: reply.status })
  })
  server.get('/healthz', async (req: restify.Request, res: restify.Response) => {
    answer(res, await routes.health(askerOf(req)))
  })

  server.get('/metrics', async (req: restify.Request, res: restify.Response) => {
    show(res, await routes.metrics(askerOf(req)))
  })

  server.get('/auth/:page', async (req: restify.Request, res: restify.Response) => {
    const page = routes.auth(req.path(), new URLSearchParams(req.getQuery())).catch((error: unknown) => {
      routes.failed(error)
      return FAULT
    })
    show(res, await page)
  })
  for (const [path, page] of [...ABOUT_PAGES, ['/page.css', PAGE_STYLE] as const]) {
    server.get(path, async (_req: restify.Request, res: restify.Response) => show(res, page))
  }

  const streams = addTabRoutes(server, routes, tellsStranger)

  server.on('restifyError', (_req: restify.Request, res: restify.Response, error: unknown, done: () => void) => {
    if (!isRefusal(error)) {
      routes.failed(error)
      res.send(500, { code: 'Internal' }) // restify itself would send what the error says
    }
    done()
  })

  server.listen(port)
  await once(server, 'listening') // and no ear for `error` is left: restify would hand it what a route throws by that name, as `pg` does
  return {
    port: server.address().port,
    async [Symbol.asyncDispose]() {
      streams[Symbol.dispose]()
      const closed = new Promise<void>((resolve) => server.close(resolve))
      server.server.closeIdleConnections()
      await closed
    },
  }
}
