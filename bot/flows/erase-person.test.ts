import assert from 'node:assert/strict'
import type { IntentId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { onEveryStore } from '../test/every-store.ts'
import { sampleBatch, sampleIntent, sampleReview, sampleTriage } from '../test/samples.ts'
import { auditIntent } from './audit-intent.ts'
import { erasePerson } from './erase-person.ts'

const NOW = '2026-11-02T09:05:00.0000000Z' as Instant
const ROBIN = sampleIntent().person.id
const NORA = { id: 'oid-nora' as PersonId, name: 'Nora' }
const refused = { state: 'refused', refusal: 'throttled', closedAt: NOW } as const

onEveryStore('Erasing a person', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
    await store.beginSession({ personId: ROBIN, sealed: 'sealed', endsAt: '2026-11-02T20:00:00.0000000Z' as Instant })
    for (const intent of [
      sampleIntent(refused),
      sampleIntent({ ...refused, id: 'b'.repeat(16) as IntentId, person: { id: 'oid-kim' as PersonId, name: 'Kim' } }),
    ]) {
      await store.addIntent(intent)
      await auditIntent(store, intent, NOW)
    }
  })

  it('takes their name, UPN and words out of the audit and what they asked for, and ends their session', async () => {
    assert.equal(await erasePerson(store, ROBIN, NOW), 2)
    const robins = await store.intent(sampleIntent().id)
    assert.deepEqual([robins?.person.id, robins?.person.name, robins?.upn, robins?.reason], [ROBIN, 'Somebody', null, ''])
    assert.equal(robins?.refusal, 'throttled')
    assert.equal(await store.session(ROBIN, NOW), null)
    const all = JSON.stringify(await store.audit(9))
    assert.match(all, /person\.erased.*oid-robin/)
    assert.equal((await store.verifyAudit(null)).sound, true)
  })

  it('takes away what they asked of alerts', async () => {
    await store.saveTriage(sampleTriage({ state: 'done', closedAt: NOW }))
    await erasePerson(store, ROBIN, NOW)
    assert.deepEqual(await store.triagesSince(NOW), [])
  })

  it('leaves everybody else’s', async () => {
    await erasePerson(store, ROBIN, NOW)
    const kims = await store.intent('b'.repeat(16) as IntentId)
    assert.deepEqual([kims?.person.name, kims?.reason], ['Kim', sampleIntent().reason])
    assert.equal((await store.audit(9)).find(({ person }) => person?.name === 'Kim')?.detail['reason'], sampleIntent().reason)
  })

  it('leaves a wish that is under way, which needs their name until it ends', async () => {
    const open = sampleIntent({ id: 'c'.repeat(16) as IntentId })
    await store.addIntent(open)
    await erasePerson(store, ROBIN, NOW)
    assert.deepEqual(await store.intent(open.id), open)
  })

  for (const [what, given] of [
    ['whom an isolation was handed to', () => store.saveReview(sampleReview({ owner: NORA, endedAt: NOW }))],
    ['who asked for several machines', () => store.saveBatch(sampleBatch({ person: NORA, state: 'done', endedAt: NOW }))],
    ['who asked something of alerts', () => store.saveTriage(sampleTriage({ person: NORA, state: 'done', closedAt: NOW }))],
    [
      'who asked for a machine',
      () => store.addIntent(sampleIntent({ ...refused, id: 'd'.repeat(16) as IntentId, person: NORA })),
    ],
    ['who stopped all actions', () => store.setStop({ by: NORA, at: NOW, except: [] })],
    ['who is signed in', () => store.beginSession({ personId: NORA.id, sealed: 'sealed', endsAt: plusMs(NOW, 1) })],
  ] as const) {
    it(`reaches somebody ${what}, though the audit knows nothing that they did, and once`, async () => {
      await given()
      assert.equal(await erasePerson(store, NORA.id, NOW), 0)
      assert.equal((await store.audit(1))[0]?.event, 'person.erased')
      assert.equal(await erasePerson(store, NORA.id, NOW), null)
      assert.equal(await store.session(NORA.id, NOW), null)
    })
  }

  it('notes nothing for somebody who is not on record', async () => {
    assert.equal(await erasePerson(store, 'oid-nobody' as PersonId, NOW), null)
    assert.equal((await store.audit(9)).length, 2)
  })
})
