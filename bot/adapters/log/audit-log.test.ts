import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { AuditEntry } from '../../records/audit.ts'
import type { Store } from '../../records.ts'
import { freshStore } from '../../test/fresh-store.ts'
import { withAuditLog } from './audit-log.ts'

const entry = (event: string): AuditEntry => ({
  at: '2026-11-02T09:05:00.0000000Z' as Instant,
  event,
  person: null,
  machineId: null,
  caseId: null,
  intentId: null,
  actionId: null,
  detail: {},
})

describe('the audit in the log', () => {
  let store: Store
  let logged: string[]
  beforeEach(async () => {
    logged = []
    store = withAuditLog(await freshStore(), 'tenant', ({ event }, { seq }) => logged.push(`${seq} ${event}`))
  })
  afterEach(() => store[Symbol.asyncDispose]())

  it('has each entry that is on record, in order, with the head of the chain', async () => {
    await store.appendAudit(entry('one'))
    await store.transaction(async (records) => {
      await records.appendAudit(entry('two'))
      await records.appendAudit(entry('three'))
      assert.deepEqual(logged, ['1 one'])
    })
    assert.deepEqual(logged, ['1 one', '2 two', '3 three'])
    assert.deepEqual((await store.audit(9)).map(({ seq, event }) => `${seq} ${event}`).reverse(), logged)
  })

  it('has no entry of a transaction that came to nothing', async () => {
    const failing = store.transaction(async (records) => {
      await records.appendAudit(entry('lost'))
      throw new Error('no')
    })
    await assert.rejects(failing)
    assert.deepEqual([logged, await store.audit(9)], [[], []])
  })

  it('names the tenant wherever it names a person', async () => {
    const robin = { ...entry('one'), person: { id: 'oid-robin' as PersonId, name: 'Robin' } }
    await store.appendAudit(robin)
    await store.transaction((records) => records.appendAudit(robin))
    await store.appendAudit(entry('two'))
    assert.deepEqual(
      (await store.audit(9)).map(({ detail }) => detail),
      [{}, { tid: 'tenant' }, { tid: 'tenant' }],
    )
  })

  /** The lines that are logged at this level when the events are told of something. */
  const linesAt = (level: string, call: string): string[] => {
    const events = join(import.meta.dirname, 'events.ts')
    const trail = join(import.meta.dirname, 'trail.ts')
    const script = `import { createEvents } from ${JSON.stringify(events)}
      import { createTrail } from ${JSON.stringify(trail)}
      const events = createEvents(${JSON.stringify(level)}, () => undefined, createTrail())
      ${call}`
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
    return told.split('\n').filter(Boolean)
  }

  it('has every entry and its head at any level', () => {
    const call = `events.audited(${JSON.stringify(entry('rule.added'))}, { seq: 7, hash: 'ab' }); events.leaseLost(1)`
    const [line = '', ...more] = linesAt('error', call)
    assert.deepEqual(more, [])
    const { event, level, seq, hash } = JSON.parse(line)
    assert.deepEqual({ event, level, seq, hash }, { event: 'audit.rule.added', level: 'info', seq: 7, hash: 'ab' })
  })

  it('is one line of JSON, whatever Defender or people wrote', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2ln'
    const detail = { reason: `a\nb ${token}`, level: 'fatal', requestor: 'x'.repeat(999) }
    const odd = { ...entry('machine-action.Odd\n'), detail }
    const [line = '', ...more] = linesAt('info', `events.audited(${JSON.stringify(odd)}, { seq: 7, hash: 'ab' })`)
    assert.deepEqual(more, [])
    const { time, ...told } = JSON.parse(line)
    assert.ok(time)
    assert.deepEqual(told, {
      level: 'info',
      event: 'audit.machine-action.Odd ',
      seq: 7,
      hash: 'ab',
      person: null,
      machineId: null,
      caseId: null,
      intentId: null,
      actionId: null,
      detail: { reason: 'a b [token]', level: 'fatal', requestor: 'x'.repeat(300) },
    })
  })
})
