import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { freshDatabase } from '../../../test/fresh-database.ts'
import { sampleAlert } from '../../../test/samples.ts'
import { PgDialect } from '../postgres-dialect.ts'
import type { Engine, Tables } from '../schema.ts'
import { searchRecords } from '../search-records.ts'
import { NodeSqliteDialect } from '../sqlite-dialect.ts'
import { first } from './0001-first.ts'
import { alertSearch } from './0005-alert-search.ts'

for (const engine of ['sqlite', 'postgresql'] as const satisfies Engine[]) {
  describe(`Alerts of an older version on ${engine}`, () => {
    let dataDir: string
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-migrate-'))
    })
    afterEach(() => rm(dataDir, { recursive: true }))

    it('are found by text and machine group like new ones', async () => {
      const dialect = engine === 'sqlite' ? new NodeSqliteDialect(dataDir) : new PgDialect(await freshDatabase())
      await using db = new Kysely<Tables>({ dialect })
      await first(engine).up(db)
      const { id, ...rest } = sampleAlert()
      await sql`insert into alert (id, version, rules_revision, severity_rank, unresolved, status, machine_id, machine_group, body)
        values (${id}, 'v', 1, 4, 1, 'New', ${rest.machine?.id}, 'Servers', ${JSON.stringify({ id, ...rest })})`.execute(db)

      await alertSearch().up(db)

      const sight = { machineGroups: ['servers'], alertIds: [], machineIds: [] }
      const { alerts } = await searchRecords(db, engine).searchAlerts({ sight, text: 'DUMPING' }, 9)
      assert.deepEqual(
        alerts.map((alert) => alert.id),
        [id],
      )
    })
  })
}
