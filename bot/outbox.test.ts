import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from './adapters/store/open-store.ts'
import type { Instant } from './domain/instant.ts'
import { instantOf } from './domain/instant.ts'
import { fresh } from './domain/plan.ts'
import { sampleConversation } from './test/samples.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant

describe('npm run outbox', () => {
  let dataDir: string
  const run = (...args: string[]) => {
    const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'outbox.ts'), ...args], { env })
    return { status, said: `${stdout}${stderr}` }
  }

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'pocketsoc-outbox-'))
    await using store = await openStore({ databaseUrl: null, dataDir })
    await store.saveConversation(sampleConversation())
    const content = { what: 'text', text: 'Hello', threadId: null } as const
    await store.enqueue([fresh('text:1', sampleConversation().id, content, 1, 0)], AT)
    const [claimed] = await store.claim(AT, [], 1)
    await store.dead(claimed!, 'Teams POST: 400 (BadArgument)', AT)
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  it('lists what was given up, where it was meant for and why', () => {
    const { status, said } = run('list')
    assert.equal(status, 0)
    assert.match(said, /^Given up: 1$/m)
    assert.match(said, /text:1 {2}to SOC \/ High severity, since 2026-11-02 09:05 UTC, 1 tries: Teams POST: 400 \(BadArgument\)/)
    assert.match(said, /^Waiting for its conversation: 0$/m)
  })

  it('tries again, or takes away and notes it in the audit', async () => {
    assert.match(run('retry', 'text:1').said, /^1 delivery will be tried again\.$/m)
    assert.match(run('list').said, /^Given up: 0$/m)
    await using store = await openStore({ databaseUrl: null, dataDir })
    const [again] = await store.claim(instantOf(Date.now()), [], 1)
    assert.deepEqual([again?.key, again?.tries], ['text:1', 0])
    await store.dead(again!, 'no', AT)
    assert.match(run('drop', '--all').said, /^1 delivery taken away\.$/m)
    assert.deepEqual(await store.stuck(1), [])
    assert.deepEqual(
      (await store.audit(1)).map(({ event, detail }) => [event, detail]),
      [['delivery.dropped', { key: 'text:1', by: 'command-line' }]],
    )
  })

  it('says what is wrong with what was typed, and changes nothing', () => {
    for (const [args, why] of [
      [['retry'], /needs keys/],
      [['drop', 'text:9'], /Nothing was given up under text:9/],
      [['drop', '--all', 'text:1'], /needs keys .*or --all/],
      [['throw'], /unknown command "throw"/],
    ] as const) {
      const { status, said } = run(...args)
      assert.equal(status, 1)
      assert.match(said, why)
      assert.match(said, /Try --help\./)
    }
    assert.match(run('list').said, /^Given up: 1$/m)
    assert.match(run('--help').said, /npm run outbox/)
  })
})
