import type { Request, Response, Server } from 'restify'
import { createCallerLimit } from './caller-limit.ts'

/** Pages, files and the health check: each costs little, and a page loads several. */
const PAGES = { burst: 300, perSecond: 30 }
/** Requests with a token or a body that is no good. Teams makes none. */
const REFUSED = { burst: 100, perSecond: 1 }

/**
 * Answers 429 to an address that loads too many pages, or whose requests to an API were refused too often; they are not
 * looked at any more. People who are proven have limits of their own, in the API that they ask.
 */
export function limitStrangers(server: Server, nowMs: () => number): void {
  const pages = createCallerLimit(PAGES, nowMs)
  const refused = createCallerLimit(REFUSED, nowMs)

  server.pre((req: Request, res: Response, next: (go?: false) => void) => {
    const address = addressOf(req)
    if (isApi(req) ? refused.hasRoom(address) : pages.admits(address)) return next()
    res.header('retry-after', '10')
    res.send(429, { code: 'TooManyRequests' })
    return next(false)
  })
  server.on('after', (req: Request, res: Response) => {
    if (isApi(req) && isRefusal(req, res.statusCode)) refused.admits(addressOf(req))
  })
}

function isApi(req: Request): boolean {
  return isReadable(req) && req.path().startsWith('/api/')
}

/** Whether target and host make a URL. Of any other restify's `path()` throws, and nothing catches that. */
export function isReadable(req: Request): boolean {
  try {
    return req.path() !== ''
  } catch {
    return false
  }
}

/** At the tab's API only 401 is a stranger's; the rest is told to people who are proven. */
function isRefusal(req: Request, status: number): boolean {
  return status === 401 || (req.path() === '/api/messages' && status >= 400 && status < 500 && status !== 429)
}

/** The address that reached us, or the one that reached the ingress before us: it adds that to the end of `X-Forwarded-For`. */
export function addressOf(req: Request): string {
  const through = req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return through || req.socket.remoteAddress || 'unknown'
}
