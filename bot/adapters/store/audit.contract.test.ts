import assert from 'node:assert/strict'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { AuditEntry, AuditRecord } from '../../records/audit.ts'
import type { Store } from '../../records.ts'
import type { StoreUnderTest } from '../../test/every-store.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { runStatement } from '../../test/run-statement.ts'
import { chained } from './audit-chain.ts'

const NOW = '2026-11-02T09:05:00.0000000Z' as Instant
const LATER = '2026-11-03T00:00:00.0000000Z' as Instant
const ALWAYS = { since: null, until: null }
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const KIM = { id: 'oid-kim' as PersonId, name: 'Kim' }

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  at: NOW,
  event: 'action.asked',
  person: null,
  machineId: null,
  caseId: null,
  intentId: null,
  actionId: null,
  detail: { verb: 'isolate' },
  ...over,
})
const byRobin = entry({ person: ROBIN, detail: { verb: 'isolate', reason: 'Robin’s own words', upn: 'Robin@fabrikam.example' } })

/** What was told, without where it stands in the chain. */
function told({ seq: _, hash: __, prev: ___, ...rest }: AuditRecord) {
  return rest
}

/** Past the store and past what the database refuses, as somebody does who owns it. */
async function tamper({ engine, place }: StoreUnderTest, statement: string): Promise<void> {
  const open =
    engine === 'SQLite'
      ? 'drop trigger if exists audit_no_update; drop trigger if exists audit_no_delete; drop trigger if exists audit_text_no_update'
      : 'alter table audit disable trigger all; alter table audit_text disable trigger all'
  await runStatement(place, `${open}; ${statement}`)
}

onEveryStore('The audit', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
  })

  it('keeps what was written, newest first', async () => {
    await store.appendAudit(byRobin)
    await store.appendAudit(entry({ event: 'action.sending' }))
    const [newest, oldest] = (await store.audit(9)).map(told)
    assert.deepEqual(newest, entry({ event: 'action.sending' }))
    assert.deepEqual(oldest, { ...byRobin, person: { ...ROBIN, upn: 'Robin@fabrikam.example' } })
    assert.equal((await store.audit(1)).length, 1)
  })

  it('tells a span of time, oldest first and page by page', async () => {
    for (const [n, at] of [NOW, NOW, LATER].entries()) await store.appendAudit(entry({ at, event: `n${n}` }))
    const events = async (...asked: Parameters<Store['auditAfter']>) =>
      (await store.auditAfter(...asked)).map(({ event }) => event).join()
    assert.equal(await events(0, 9, ALWAYS), 'n0,n1,n2')
    assert.equal(await events(0, 1, ALWAYS), 'n0')
    assert.equal(await events(1, 9, ALWAYS), 'n1,n2')
    assert.equal(await events(0, 9, { since: LATER, until: null }), 'n2')
    assert.equal(await events(0, 9, { since: NOW, until: LATER }), 'n0,n1')
  })

  it('refuses every change in the database itself', async () => {
    const { engine, place } = given()
    await store.appendAudit(byRobin)
    const changes = ["update audit set event = 'forged'", 'delete from audit', "update audit_text set text = 'forged'"]
    const emptied = engine === 'SQLite' ? [] : ['truncate audit', 'truncate audit_text']
    for (const change of [...changes, ...emptied]) await assert.rejects(runStatement(place, change), /append-only/, change)
    assert.equal((await store.verifyAudit(null)).sound, true)
  })

  it('is one chain without gaps, whoever writes and whatever comes to nothing', async () => {
    const other = given().engine === 'SQLite' ? store : await given().open() // two of SQLite’s would block one another in one process
    const writes = Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? store : other).transaction(async (records) => {
        await records.appendAudit(byRobin)
        if (n % 5 === 0) throw new Error('no')
      }),
    )
    await Promise.allSettled([...writes, other.appendAudit(entry()), store.appendAudit(entry())])

    const chain = await store.auditAfter(0, 99, ALWAYS)
    assert.deepEqual(
      chain.map(({ seq }) => seq),
      Array.from({ length: 18 }, (_, n) => n + 1),
    )
    for (const [n, { prev }] of chain.entries()) assert.equal(prev, chain[n - 1]?.hash ?? '0'.repeat(64))
    const { seq, hash } = chain.at(-1)!
    assert.deepEqual(await other.verifyAudit(null), { sound: true, head: { seq, hash }, erasedTexts: 0 })
  })

  it('answers the head that it then has', async () => {
    const heads = [await store.appendAudit(entry()), await store.appendAudit(entry())]
    assert.deepEqual(
      heads.map(({ seq, hash }) => ({ seq, hash })),
      (await store.auditAfter(0, 9, ALWAYS)).map(({ seq, hash }) => ({ seq, hash })),
    )
  })

  it('is whole when it is empty, and whatever was written into it', async () => {
    assert.deepEqual(await store.verifyAudit(null), { sound: true, head: null, erasedTexts: 0 })
    await store.appendAudit(entry({ event: 'odd\0\ud800', detail: { why: 'NUL \0 half \udc00 “quotes”', verb: '\0' } }))
    assert.equal((await store.verifyAudit(null)).sound, true)
  })

  const unlike = { prev: '0', hash: '0' }
  for (const [what, seq, statement] of [
    ['altered', 2, "update audit set body = replace(body, 'isolate', 'release') where seq = 2"],
    ['altered', 2, "update audit set at = '2026-11-01T00:00:00.0000000Z' where seq = 2"],
    ['altered', 3, "update audit set event = 'action.refused' where seq = 3"],
    ['altered', 1, `update audit set prev = '${unlike.prev}' where seq = 1`],
    ['missing', 2, 'delete from audit where seq = 2'],
    ['missing', 1, 'delete from audit where seq = 1'],
    ['inserted', 4, `insert into audit values (4, '${NOW}', 'x', '{}', '${unlike.prev}', '${unlike.hash}')`],
    ['inserted', 0, `insert into audit values (0, '${NOW}', 'x', '{}', '${unlike.prev}', '${unlike.hash}')`],
    ['text-altered', 1, "update audit_text set text = 'Nothing' where name = 'reason'"],
    ['text-altered', 2, `insert into audit_text values (2, 'reason', null, 'salt', 'Somebody’s')`],
    ['texts-gone', 3, "delete from audit_text where name = 'reason'"],
  ] as const) {
    it(`names the entry when something is ${what}: ${statement.slice(0, 42)} …`, async () => {
      await store.appendAudit(byRobin)
      for (const event of ['action.sending', 'action.accepted']) await store.appendAudit(entry({ event }))
      assert.equal((await store.verifyAudit(null)).sound, true)
      await tamper(given(), statement)
      assert.deepEqual(await store.verifyAudit(null), { sound: false, fault: { seq, what } })
    })
  }

  it('names the place where an entry was rewritten with a hash of its own', async () => {
    const first = await store.appendAudit(entry())
    for (const event of ['action.sending', 'action.accepted']) await store.appendAudit(entry({ event }))
    const { prev, hash, body } = chained(first, entry({ event: 'action.refused' })).row
    await tamper(
      given(),
      `delete from audit where seq = 2; insert into audit values (2, '${NOW}', 'action.refused', '${body}', '${prev}', '${hash}')`,
    )
    assert.deepEqual(await store.verifyAudit(null), { sound: false, fault: { seq: 3, what: 'rewritten' } })
  })

  it('is held against a head that was kept elsewhere', async () => {
    await store.appendAudit(entry())
    const kept = await store.appendAudit(entry({ event: 'action.refused' }))
    const { seq, hash } = await store.appendAudit(entry())
    assert.equal((await store.verifyAudit(kept)).sound, true)
    assert.deepEqual(await store.verifyAudit({ seq: 2, hash }), { sound: false, fault: { seq: 2, what: 'other-head' } })
    await tamper(given(), 'delete from audit where seq > 1')
    assert.equal((await store.verifyAudit(null)).sound, true)
    assert.deepEqual(await store.verifyAudit({ seq, hash }), { sound: false, fault: { seq: 1, what: 'cut-off' } })
  })

  it('is checked beyond one page', async () => {
    await store.transaction(async (records) => {
      for (let n = 0; n < 1002; n++) await records.appendAudit(entry())
    })
    assert.equal((await store.verifyAudit(null)).sound, true)
    await tamper(given(), 'delete from audit where seq = 1001')
    assert.deepEqual(await store.verifyAudit(null), { sound: false, fault: { seq: 1001, what: 'missing' } })
  })

  it('forgets a person’s name, UPN and words, and nobody else’s, without breaking', async () => {
    await store.appendAudit(byRobin)
    await store.appendAudit(entry({ person: KIM, detail: { reason: 'Kim’s' } }))
    await store.appendAudit(entry({ detail: { type: 'Isolate', requestor: 'robin@FABRIKAM.example', comment: 'hers' } }))
    assert.equal(await store.erasePerson(ROBIN.id), 3)
    const texts = String(3)
    await store.appendAudit(entry({ event: 'person.erased', detail: { oid: ROBIN.id, texts } }))

    const [robins, kims, defenders] = await store.auditAfter(0, 9, ALWAYS)
    assert.deepEqual(robins?.person, { id: ROBIN.id, name: null, upn: null })
    assert.deepEqual(robins?.detail, { verb: 'isolate', reason: null, upn: null })
    assert.deepEqual([kims?.person?.name, kims?.detail], ['Kim', { reason: 'Kim’s' }])
    assert.deepEqual(defenders?.detail, { type: 'Isolate', requestor: null, comment: 'hers' })
    const verdict = await store.verifyAudit(null)
    assert.deepEqual(verdict.sound && verdict.erasedTexts, 3)
    assert.equal(await store.erasePerson(ROBIN.id), null)
  })
})
