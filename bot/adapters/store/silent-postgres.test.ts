import assert from 'node:assert/strict'
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { Kysely, sql } from 'kysely'
import { freshDatabase } from '../../test/fresh-database.ts'
import { PgDialect } from './postgres-dialect.ts'

/** Stands before a server; from `vanish` on, what is connected is neither answered nor closed, as when its host is gone. */
async function startLine(to: URL) {
  const all: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.pipe(far).pipe(near)
    all.push(near, far)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(to)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    vanish() {
      for (const socket of all) socket.unpipe().pause()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of all) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('a PostgreSQL host that vanishes without a word', () => {
  const SILENT_MS = 700

  it('fails the statement under way and its transaction in time, and is asked over a new connection next', async () => {
    await using line = await startLine(new URL(await freshDatabase()))
    await using db = new Kysely<Record<never, never>>({ dialect: new PgDialect(line.url, undefined, SILENT_MS) })
    const began = performance.now()
    const work = db.transaction().execute(async (transaction) => {
      await sql`select 1`.execute(transaction)
      line.vanish()
      await sql`select 2`.execute(transaction)
    })

    await assert.rejects(work)
    await sql`select 3`.execute(db)
    const tookMs = performance.now() - began
    assert.ok(tookMs < 2 * SILENT_MS, `${tookMs} ms`)
  })

  it('does not cut off a statement that is answered in time, nor one that comes after a pause', async () => {
    await using line = await startLine(new URL(await freshDatabase()))
    await using db = new Kysely<Record<never, never>>({ dialect: new PgDialect(line.url, undefined, SILENT_MS) })
    for (const seconds of [0.5, 0.5]) await sql`select pg_sleep(${seconds})`.execute(db)
    await new Promise((resolve) => setTimeout(resolve, 2 * SILENT_MS))
    await sql`select 1`.execute(db)
  })
})
