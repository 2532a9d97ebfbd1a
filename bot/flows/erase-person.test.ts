import assert from 'node:assert/strict'
import type { IntentId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { onEveryStore } from '../test/every-store.ts'
import { sampleIntent, sampleTriage } from '../test/samples.ts'
import { auditIntent } from './audit-intent.ts'
import { erasePerson } from './erase-person.ts'

const NOW = '2026-11-02T09:05:00.0000000Z' as Instant
const ROBIN = sampleIntent().person.id
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

  it('notes nothing for somebody who is not on record', async () => {
    assert.equal(await erasePerson(store, 'oid-nobody' as PersonId, NOW), null)
    assert.equal((await store.audit(9)).length, 2)
  })
})
