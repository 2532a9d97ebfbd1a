import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { createServer } from 'node:tls'
import { createAuthority } from '../../../infra/local/authority.ts'
import { msOf } from '../../domain/instant.ts'
import { certificateEnd } from './certificate-end.ts'

const listening = async (server: Server): Promise<URL> => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return new URL(`https://localhost:${(server.address() as AddressInfo).port}`)
}

describe('the end of a certificate', () => {
  it('is read from what the host shows, trusted or not', async () => {
    await using authority = await createAuthority()
    const server = createServer({ SNICallback: (host, done) => done(null, authority.contextFor(host)) })
    const end = await certificateEnd(await listening(server), AbortSignal.timeout(5000))
    const days = (msOf(end) - Date.now()) / 86_400_000
    assert.ok(days > 29 && days < 31, `${days}`)
    await new Promise((resolve) => server.close(resolve))
  })

  it('is not waited for when the signal comes', async () => {
    await using parts = new AsyncDisposableStack()
    const server = createTcpServer((socket) => parts.defer(() => void socket.destroy()))
    parts.defer(() => void server.close())
    const stop = new AbortController()
    const asked = certificateEnd(await listening(server), stop.signal)
    stop.abort()
    await assert.rejects(asked, /no answer in time/)
  })
})
