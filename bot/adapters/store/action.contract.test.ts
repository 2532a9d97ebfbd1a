import assert from 'node:assert/strict'
import type { IntentId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleIntent, sampleMachine } from '../../test/samples.ts'

const MACHINE = sampleMachine().id
const NOW = '2026-11-02T09:05:00.0000000Z' as Instant
const other = { id: 'b'.repeat(16) as IntentId }

onEveryStore('Intents', (given) => {
  it('are open once for each machine', async () => {
    const store = await given().open()
    assert.equal(await store.addIntent(sampleIntent()), true)
    assert.equal(await store.addIntent(sampleIntent(other)), false)
    await store.saveIntent(sampleIntent({ state: 'refused', refusal: 'throttled', closedAt: NOW }))
    assert.equal(await store.addIntent(sampleIntent(other)), true)
  })

  it('are open once, whoever is first of two instances', async () => {
    const stores = [await given().open(), await given().open()]
    const ids = ['1', '2', '3', '4', '5', '6'].map((digit) => digit.repeat(16) as IntentId)
    const added = await Promise.all(ids.map((id, at) => stores[at % 2]!.addIntent(sampleIntent({ id }))))
    assert.equal(added.filter(Boolean).length, 1)
  })

  it('become only what may follow', async () => {
    const store = await given().open()
    await store.addIntent(sampleIntent())
    await assert.rejects(store.saveIntent(sampleIntent({ state: 'accepted' })), /cannot become accepted/)
    await store.saveIntent(sampleIntent({ state: 'sending' }))
    await store.saveIntent(sampleIntent({ state: 'accepted' }))
    await assert.rejects(store.saveIntent(sampleIntent({ state: 'unknown' })), /cannot become unknown/)
    assert.equal((await store.intent(sampleIntent().id))?.state, 'accepted')
    assert.deepEqual(await store.openIntents(), [])
  })

  it('have generations that rise one by one, for each machine', async () => {
    const store = await given().open()
    assert.equal(await store.generation(MACHINE, 'containment'), 0)
    await store.raiseGeneration(MACHINE, 'containment')
    await store.raiseGeneration(MACHINE, 'containment')
    assert.equal(await store.generation(MACHINE, 'containment'), 2)
    assert.equal(await store.generation('f'.repeat(40) as typeof MACHINE, 'containment'), 0)
  })
})
