import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Store } from '../../records.ts'
import { freshDatabase } from '../../test/fresh-database.ts'
import { until } from '../../test/system/until.ts'
import { openStore, readStore } from './open-store.ts'

async function closeConnections(databaseUrl: string): Promise<void> {
  const other = new pg.Client({ connectionString: databaseUrl })
  await other.connect()
  await other.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await other.end()
}

/** A statement or two may still be sent over a connection that is closing. */
const swept = (store: Store) =>
  until('an answer', () =>
    store.cursor('swept').then(
      (value) => ({ value }),
      () => null,
    ),
  )

describe('Opening the store', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pocketsoc-open-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  it('asks for a password at every connection where the URL has none', async () => {
    const url = new URL(await freshDatabase())
    const known = url.password
    url.password = ''
    url.searchParams.set('sslmode', 'disable')
    let asked = 0
    const place = { databaseUrl: url.href, dataDir: home }
    {
      await using store = await openStore({
        ...place,
        async password() {
          asked += 1
          return known
        },
      })
      await store.setCursor('swept', 'now')
    }
    assert.ok(asked > 0)
    await assert.rejects(openStore({ ...place, password: async () => 'another' }), /password authentication failed/)
  })

  it('makes a directory that only its owner may look into, and a write-ahead log', async () => {
    const dataDir = join(home, 'deep', 'data')
    await using store = await openStore({ databaseUrl: null, dataDir })
    await store.setCursor('swept', 'now')

    assert.equal((await stat(dataDir)).mode & 0o777, 0o700)
    using file = new DatabaseSync(join(dataDir, 'pocketsoc.sqlite'), { readOnly: true })
    assert.deepEqual({ ...file.prepare('pragma journal_mode').get() }, { journal_mode: 'wal' })
  })

  it('fails when the database does not answer', async () => {
    await assert.rejects(openStore({ databaseUrl: 'postgresql://postgres@127.0.0.1:1/none', dataDir: home }), /ECONNREFUSED/)
  })

  it('goes on after PostgreSQL closed its connections', async () => {
    const databaseUrl = await freshDatabase()
    await using store = await openStore({ databaseUrl, dataDir: home })
    await store.setCursor('swept', 'now')
    await closeConnections(databaseUrl)
    assert.deepEqual(await swept(store), { value: 'now' })
  })

  it('goes on after PostgreSQL closed a connection in the middle of a transaction, which comes to nothing', async () => {
    const databaseUrl = await freshDatabase()
    await using store = await openStore({ databaseUrl, dataDir: home })
    const work = store.transaction(async (records) => {
      await records.setCursor('swept', 'now')
      await closeConnections(databaseUrl)
      await records.setCursor('swept', 'later')
    })

    await assert.rejects(work)
    assert.deepEqual(await swept(store), { value: null })
  })

  it('lets an embedded store be read beside whoever writes to it, changes nothing of it, and makes none', async () => {
    await assert.rejects(readStore({ databaseUrl: null, dataDir: home }), { code: 'not-found' })
    assert.deepEqual(await readdir(home), [])
    await using store = await openStore({ databaseUrl: null, dataDir: home })
    await store.setCursor('swept', 'before')
    await using read = await readStore({ databaseUrl: null, dataDir: home })
    await store.transaction(async (records) => {
      await records.setCursor('swept', 'meanwhile')
      assert.equal(await read.records.cursor('swept'), 'before')
    })
    assert.equal(await read.records.cursor('swept'), 'meanwhile')
    assert.deepEqual(read.pending, [])
    await assert.rejects(read.records.setCursor('swept', 'mine'), /readonly/)
  })

  it('tells which changes of the tables are still to be made, of both kinds of store', async () => {
    new DatabaseSync(join(home, 'pocketsoc.sqlite')).close()
    await using embedded = await readStore({ databaseUrl: null, dataDir: home })
    await using database = await readStore({ databaseUrl: await freshDatabase(), dataDir: home })
    assert.equal(embedded.pending[0], '0001-first')
    assert.deepEqual(database.pending, embedded.pending)
  })
})
