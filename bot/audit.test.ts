import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from './adapters/store/open-store.ts'
import type { PersonId } from './domain/ids.ts'
import type { Instant } from './domain/instant.ts'
import { runStatement } from './test/run-statement.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const ROBIN = '0b0b0b0b-0000-4000-8000-00000000000b' as PersonId

describe('npm run audit', () => {
  let dataDir: string
  let heads: string[]
  const run = (...args: string[]) => {
    const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'audit.ts'), ...args], {
      env,
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'pocketsoc-audit-'))
    heads = []
    await using store = await openStore({ databaseUrl: null, dataDir })
    for (const [day, event] of ['action.asked', 'action.sending', 'action.accepted'].entries()) {
      const { seq, hash } = await store.appendAudit({
        at: AT.replace('-02T', `-0${day + 1}T`) as Instant,
        event,
        person: { id: ROBIN, name: 'Robin' },
        machineId: null,
        caseId: null,
        intentId: null,
        actionId: null,
        detail: { verb: 'isolate', reason: '=Dumping, "again"', upn: 'robin@fabrikam.example' },
      })
      heads.push(`${seq}:${hash}`)
    }
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  it('verifies the chain and says its head, also against one that was kept', () => {
    assert.deepEqual(run('verify'), { status: 0, stdout: `Whole: 3 entries. Its head is ${heads[2]}\n`, stderr: '' })
    assert.equal(run('verify', '--head', heads[1] ?? '').status, 0)
    const { status, stderr } = run('verify', '--head', `2:${'0'.repeat(64)}`)
    assert.deepEqual([status, stderr], [1, 'audit: entry 2 is not the one whose hash was given: the chain was written anew\n'])
  })

  it('names the entry that was altered', async () => {
    const place = { databaseUrl: null, dataDir }
    await runStatement(place, "drop trigger audit_no_update; update audit set event = 'action.refused' where seq = 2")
    const { status, stdout, stderr } = run('verify')
    assert.deepEqual([status, stdout], [1, ''])
    assert.equal(stderr, 'audit: entry 2 was altered: its content is not what its hash was made of\n')
  })

  it('exports a span as JSON lines, and as CSV that is no formula', () => {
    const lines = run('export', '--since', '2026-11-02', '--until', '2026-11-03').stdout.trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).event),
      ['action.sending'],
    )
    const [head, ...rows] = run('export', '--format', 'csv').stdout.trimEnd().split('\r\n')
    assert.match(head ?? '', /^"seq","at","event","oid"/)
    assert.equal(rows.length, 3)
    assert.match(rows[0] ?? '', /"robin@fabrikam\.example",.*"'=Dumping, ""again"""/)
  })

  it('erases a person, which is an entry itself and breaks nothing', async () => {
    assert.match(run('erase', ROBIN.toUpperCase()).stdout, /^Erased the name and UPN of .{36}, and 6 texts of theirs\.$/m)
    assert.doesNotMatch(run('export').stdout, /Robin|robin@|Dumping/)
    assert.match(run('verify').stdout, /^Whole: 4 entries, 6 texts erased\./)
    await using store = await openStore({ databaseUrl: null, dataDir })
    assert.deepEqual(
      (await store.audit(1)).map(({ event, detail }) => [event, detail]),
      [['person.erased', { oid: ROBIN, texts: '6', by: 'command-line' }]],
    )
    assert.match(run('erase', ROBIN).stderr, /nothing is kept/)
  })

  it('says what is wrong with what was typed', () => {
    for (const [args, why] of [
      [['prove'], /unknown command "prove"/],
      [['erase'], /needs one Entra object id/],
      [['verify', 'all'], /takes options only/],
      [['verify', '--since', '30d'], /verify takes no --since/],
      [['verify', '--head', '12'], /--head: give/],
      [['export', '--since', 'yesterday'], /"yesterday" is no moment/],
      [['export', '--format', 'xml'], /"xml" is none of jsonl, csv/],
      [['reconcile', '--since', '200d'], /at most 170d/],
    ] as const) {
      const { status, stderr } = run(...args)
      assert.equal(status, 1)
      assert.match(stderr, why)
      assert.match(stderr, /Try --help\./)
    }
    assert.match(run('reconcile').stderr, /TENANT_ID is missing/)
    assert.match(run('--help').stdout, /npm run audit/)
  })
})
