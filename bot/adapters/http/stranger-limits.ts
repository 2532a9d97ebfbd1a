import type { Request, Response, Server } from 'restify'
import { callerAt } from './caller-address.ts'
import { createCallerLimit } from './caller-limit.ts'

/** Pages, files and the health check: each costs little, and a page loads several. */
const PAGES = { burst: 300, perSecond: 30 }
/** Requests to an API that prove nobody. */
const REFUSED = { burst: 100, perSecond: 1 }

/** What an address is answered that asks too often. */
export const TOO_OFTEN = { status: 429, body: { code: 'TooManyRequests' } }

/** Whether whoever proved nobody is told so, and the log too: not any more once their address often was. */
export type TellsStranger = (req: Request) => boolean

/**
 * Answers 429 to an address that loads too many pages. At an API whoever is proven is never asked where they come from,
 * because Teams and a whole SOC come from one address each; what proves nobody is counted by what this returns.
 */
export function limitStrangers(server: Server, nowMs: () => number): TellsStranger {
  const pages = createCallerLimit(PAGES, nowMs)
  const refused = createCallerLimit(REFUSED, nowMs)

  server.use((req: Request, res: Response, next: (go?: false) => void) => {
    if (isApi(req) || pages.admits(callerOf(req))) return next()
    res.header('retry-after', '10')
    res.send(TOO_OFTEN.status, TOO_OFTEN.body)
    return next(false)
  })
  return (req) => refused.admits(callerOf(req))
}

/** By the route that answers, which is found however the address is written. */
function isApi(req: Request): boolean {
  return String(req.getRoute().path).startsWith('/api/')
}

/** Whether target and host make a URL. Of any other restify's `path()` throws, and nothing catches that. */
export function isReadable(req: Request): boolean {
  try {
    return req.path() !== ''
  } catch {
    return false
  }
}

/** Counted by the address that reached us, or the one that reached the ingress before us: it adds that to the end of `X-Forwarded-For`. */
function callerOf(req: Request): string {
  const through = req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return callerAt(through || req.socket.remoteAddress || 'unknown')
}
