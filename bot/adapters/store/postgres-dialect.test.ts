import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { Kysely, sql } from 'kysely'
import sinon from 'sinon'
import { createAuthority } from '../../../infra/local/authority.ts'
import { freshDatabase } from '../../test/fresh-database.ts'
import { PgDialect } from './postgres-dialect.ts'

/** Leads to this machine, and does not say so. */
const ELSEWHERE = '0.0.0.0'

const connect = async (databaseUrl: URL): Promise<void> => {
  await using db = new Kysely({ dialect: new PgDialect(databaseUrl.href) })
  await sql`select 1`.execute(db)
}
/** The test's server, which speaks no TLS, as it would be called from `host`. */
const databaseAt = async (host: string): Promise<URL> => {
  const url = new URL(await freshDatabase())
  url.hostname = host
  return url
}

describe('A database of a URL with a password', () => {
  it('gets the password over TLS alone', async () => {
    await assert.rejects(connect(await databaseAt(ELSEWHERE)), /does not support SSL/)
  })

  it('gets it only with a certificate that is trusted', async () => {
    await using authority = await createAuthority()
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => {
        socket.write('S')
        const secured = new TLSSocket(socket, { isServer: true, secureContext: authority.contextFor('db.example.com') })
        secured.on('error', () => undefined)
      })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = new URL(`postgres://somebody:secret@${ELSEWHERE}:${(server.address() as AddressInfo).port}/pocketsoc`)

    await assert.rejects(connect(url), /unable to verify the first certificate/)
    await new Promise((resolve) => server.close(resolve))
  })

  it('gets it without where the URL says so', async () => {
    const url = await databaseAt(ELSEWHERE)
    url.searchParams.set('sslmode', 'disable')
    await connect(url)
  })

  for (const host of ['localhost', '127.0.0.1']) {
    it(`gets it without at ${host}`, async () => connect(await databaseAt(host)))
  }

  it('gets it without over a socket of this machine', async () => {
    const url = await databaseAt('127.0.0.1')
    const dir = await mkdtemp(join(tmpdir(), 'pocketsoc-socket-'))
    const socket = createServer(
      (here) => void pipeline(here, createConnection(Number(url.port), '127.0.0.1'), here, () => undefined),
    )
    await once(socket.listen(join(dir, `.s.PGSQL.${url.port}`)), 'listening')
    url.hostname = encodeURIComponent(dir)
    await connect(url)
    url.hostname = 'localhost'
    url.searchParams.set('host', dir)
    await connect(url)
    await new Promise((resolve) => socket.close(resolve))
    await rm(dir, { recursive: true })
  })

  it('goes by PGHOST when the URL names no host', async () => {
    const { port, pathname } = await databaseAt('localhost')
    const url = new URL(`postgres://${pathname}?user=postgres&password=local&port=${port}`)
    const env = sinon.stub(process, 'env')
    try {
      env.value({ ...process.env, PGHOST: '' })
      await connect(url)
      env.value({ ...process.env, PGHOST: ELSEWHERE })
      await assert.rejects(connect(url), /does not support SSL/)
    } finally {
      env.restore()
    }
  })

  it('is elsewhere when the URL says so behind its question mark', async () => {
    const url = await databaseAt('localhost')
    url.searchParams.set('host', ELSEWHERE)
    await assert.rejects(connect(url), /does not support SSL/)
  })
})
