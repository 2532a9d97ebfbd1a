import type { Handler } from '../platform.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Lets in only what this machine's own browser or tools ask: a loopback host name, and no page of another origin. */
export function loopbackOnly(handler: Handler): Handler {
  return async (request) => {
    const { hostname, origin } = new URL(request.url)
    const from = request.headers.get('origin')
    if (LOOPBACK.includes(hostname) && (from === null || from === origin)) return handler(request)
    return Response.json({ error: 'Only for pages and programs on this machine' }, { status: 403 })
  }
}
