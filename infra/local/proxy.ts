import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Authority } from './authority.ts'
import { nodeListener } from './node-listener.ts'
import type { Handler } from './platform.ts'

/** What HTTPS_PROXY points at. */
export interface Proxy extends AsyncDisposable {
  readonly url: string
}

/**
 * A proxy on loopback that reaches no network: it ends the TLS of the hosts that `platformAt` knows, with the
 * authority's certificates, and refuses every other.
 */
export async function startProxy(authority: Authority, platformAt: (host: string) => Handler | null): Promise<Proxy> {
  const misdirected = async () => new Response('Not this host.', { status: 421 })
  const secure = createSecureServer(
    {
      SNICallback: (host, done) => (platformAt(host) ? done(null, authority.contextFor(host)) : done(new Error('unknown host'))),
    },
    nodeListener((request) => (platformAt(new URL(request.url).hostname) ?? misdirected)(request), 'https'),
  )

  const open = new Set<Duplex>()
  const proxy = createServer((_, response) => response.writeHead(502).end('The local tenant forwards nothing.'))
  proxy.on('connect', (request, socket, head) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy())
    const host = /^([a-z0-9.-]+):443$/i.exec(request.url ?? '')?.[1]
    if (!host || !platformAt(host)) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    socket.unshift(head)
    secure.emit('connection', socket)
  })

  await new Promise<void>((resolve, reject) => proxy.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
