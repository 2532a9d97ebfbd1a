import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { freshDatabase } from '../../../test/fresh-database.ts'
import { auditRecords } from '../audit-records.ts'
import { PgDialect } from '../postgres-dialect.ts'
import type { Engine, Tables } from '../schema.ts'
import { NodeSqliteDialect } from '../sqlite-dialect.ts'
import { first } from './0001-first.ts'
import { intents } from './0003-intents.ts'
import { appendOnly } from './0004-append-only.ts'
import { auditChain } from './0008-audit-chain.ts'

const older = (event: string) =>
  JSON.stringify({
    at: '2026-11-02T09:05:00.0000000Z',
    event,
    person: { id: 'oid-robin', name: 'Robin' },
    machineId: 'ab'.repeat(20),
    caseId: null,
    intentId: '00000000000000aa',
    actionId: null,
    detail: { verb: 'isolate', reason: 'Credential dumping', upn: 'robin@fabrikam.example' },
  })

for (const engine of ['sqlite', 'postgresql'] as const satisfies Engine[]) {
  describe(`The audit of an older version on ${engine}`, () => {
    let dataDir: string
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-migrate-'))
    })
    afterEach(() => rm(dataDir, { recursive: true }))

    it('is chained in its order, gaps closed, with names and words beside it', async () => {
      const dialect = engine === 'sqlite' ? new NodeSqliteDialect(dataDir) : new PgDialect(await freshDatabase())
      await using db = new Kysely<Tables>({ dialect })
      for (const migration of [first(engine), intents(engine), appendOnly(engine)]) await migration.up(db)
      for (const [seq, event] of [
        [1, 'action.asked'],
        [4, 'action.sending'],
      ] as const)
        await sql`insert into audit (seq, at, event, body) values (${seq}, 'x', ${event}, ${older(event)})`.execute(db)

      await auditChain(engine).up(db)

      const audit = auditRecords(db)
      await audit.appendAudit({ ...JSON.parse(older('action.accepted')), person: null })
      assert.deepEqual(
        (await audit.auditAfter(0, 9, { since: null, until: null })).map(({ seq, event, person, detail }) => [
          ...[seq, event, person?.name, person?.upn, detail['reason']],
        ]),
        [
          [1, 'action.asked', 'Robin', 'robin@fabrikam.example', 'Credential dumping'],
          [2, 'action.sending', 'Robin', 'robin@fabrikam.example', 'Credential dumping'],
          [3, 'action.accepted', undefined, undefined, 'Credential dumping'],
        ],
      )
      assert.equal((await audit.verifyAudit(null)).sound, true)
      const { rows } = await sql<{ body: string }>`select body from audit`.execute(db)
      for (const { body } of rows) assert.doesNotMatch(body, /Robin|fabrikam|dumping/)
      await assert.rejects(sql`delete from audit`.execute(db), /append-only/)
    })
  })
}
