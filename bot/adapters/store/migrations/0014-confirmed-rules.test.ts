import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { freshDatabase } from '../../../test/fresh-database.ts'
import { PgDialect } from '../postgres-dialect.ts'
import { ruleRecords } from '../rule-records.ts'
import type { Engine, Tables } from '../schema.ts'
import { NodeSqliteDialect } from '../sqlite-dialect.ts'
import { first } from './0001-first.ts'
import { reviews } from './0010-reviews.ts'
import { confirmedRules } from './0014-confirmed-rules.ts'

for (const engine of ['sqlite', 'postgresql'] as const satisfies Engine[]) {
  describe(`Rules of an older version on ${engine}`, () => {
    let dataDir: string
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-migrate-'))
    })
    afterEach(() => rm(dataDir, { recursive: true }))

    it('count as confirmed when the service is brought up to date', async () => {
      const dialect = engine === 'sqlite' ? new NodeSqliteDialect(dataDir) : new PgDialect(await freshDatabase())
      await using db = new Kysely<Tables>({ dialect })
      await first(engine).up(db)
      await reviews().up(db)
      await sql`insert into rule (id, conversation_id, least_severity, statuses, machine_groups, created_at)
        values ('r1', 'a:1', 'High', '[]', '[]', '2026-01-01T00:00:00.0000000Z')`.execute(db)

      const before = Date.now()
      await confirmedRules().up(db)

      const [rule] = await ruleRecords(db).rules()
      assert.ok(Date.parse(rule?.confirmedAt ?? '') >= before, String(rule?.confirmedAt))
    })
  })
}
