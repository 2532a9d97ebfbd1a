import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientHandler } from './client/serve.ts'
import { loopbackOnly } from './control/loopback-only.ts'
import { gather } from './gather.ts'
import { nodeListener } from './node-listener.ts'
import type { Handler } from './platform.ts'

/** Where pages of Microsoft's are shown to a browser, which knows nothing of the proxy: below this and their host. */
const MICROSOFT = '/microsoft/'

/** What a browser sees: `/control`, the client, Entra's pages, and for everything else the bot, as behind an ingress. */
export function publicSite(parts: {
  readonly control: Handler
  readonly entra: Handler
  readonly login: string
  readonly botPort: number
}): Handler {
  const client = loopbackOnly(clientHandler())
  const control = loopbackOnly(parts.control)
  const shownAt = `${MICROSOFT}${new URL(parts.login).hostname}`
  const entra = loopbackOnly((request) => {
    const { pathname, search } = new URL(request.url)
    return parts.entra(new Request(parts.login + pathname.slice(shownAt.length) + search, request))
  })
  const bot = forwardTo(parts.botPort, parts.login, shownAt)
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/') return new Response(null, { status: 302, headers: { location: '/client/' } })
    if (pathname.startsWith('/client/')) return client(request)
    if (pathname.startsWith('/control/')) return control(request)
    if (pathname.startsWith(`${shownAt}/`)) return entra(request)
    return bot(request)
  }
}

/** Hands requests on to the bot; a redirect to Entra is turned to where a browser finds it here. */
function forwardTo(port: number, login: string, shownAt: string): Handler {
  return async (request) => {
    const { host, origin, pathname, search } = new URL(request.url)
    const headers = new Headers(request.headers)
    for (const name of ['connection', 'host', 'content-length', 'transfer-encoding']) headers.delete(name)
    headers.set('accept-encoding', 'identity')
    headers.set('x-forwarded-host', host)
    headers.set('x-forwarded-proto', 'http')
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
        method: request.method,
        headers,
        body: request.body && (await request.arrayBuffer()),
        redirect: 'manual',
      })
      const own = new Headers(answer.headers)
      for (const name of ['connection', 'keep-alive', 'transfer-encoding']) own.delete(name)
      const location = own.get('location')
      if (location?.startsWith(`${login}/`)) own.set('location', location.replace(login, origin + shownAt))
      const told = (text: string): void => gather({ where: `an answer of ${pathname}`, text })
      told(JSON.stringify([...own]))
      return new Response(answer.body?.pipeThrough(heardBy(told)), { status: answer.status, headers: own })
    } catch {
      return new Response(`The bot on port ${port} is not there.\n`, { status: 502 })
    }
  }
}

/** Hands bytes on and tells them; they are text here. */
function heardBy(told: (text: string) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, onward) {
      told(Buffer.from(chunk).toString('latin1'))
      onward.enqueue(chunk)
    },
  })
}

/** A server on loopback. `port` 0 takes any free one. */
export async function listen(handler: Handler, port: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer(nodeListener(handler, 'http'))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
