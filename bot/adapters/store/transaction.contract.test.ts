import assert from 'node:assert/strict'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { fresh } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import type { StoreUnderTest } from '../../test/every-store.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleCase, sampleConversation, sampleRule } from '../../test/samples.ts'

const NOW = '2026-11-02T10:00:00.0000000Z' as Instant
const channel = (n: number): ConversationId => `19:${n}@thread.tacv2` as ConversationId

/** Two users of one store: two instances where the engine serves several, else the same one twice. */
async function two(given: StoreUnderTest): Promise<[Store, Store]> {
  const first = await given.open()
  return [first, given.engine === 'PostgreSQL' ? await given.open() : first]
}

onEveryStore('A transaction', (given) => {
  it('answers what its work answers, and is on record when it does', async () => {
    const store = await given().open()

    const answer = await store.transaction(async (records) => {
      await records.setCursor('swept', 'now')
      return records.cursor('swept')
    })

    assert.deepEqual([answer, await store.cursor('swept')], ['now', 'now'])
  })

  it('leaves nothing behind when its work fails, and says why', async () => {
    const store = await given().open()
    const work = store.transaction(async (records) => {
      await records.addRule(sampleRule())
      await records.saveConversation(sampleConversation())
      await records.saveCases([sampleCase()])
      throw new Error('full moon')
    })

    await assert.rejects(work, /full moon/)
    assert.deepEqual([await store.rules(), await store.conversations(), await store.cursor('rules-revision')], [[], [], null])
  })

  it('does not take another write with it when it fails', async () => {
    const store = await given().open()
    const { promise: mayFail, resolve: letFail } = Promise.withResolvers<void>()
    const { promise: begun, resolve: began } = Promise.withResolvers<void>()
    const failing = store.transaction(async (records) => {
      await records.setCursor('swept', 'inside')
      began()
      await mayFail
      throw new Error('full moon')
    })
    await begun
    const outside = store.setCursor('watermark', 'outside')
    letFail()

    await assert.rejects(failing, /full moon/)
    await outside
    assert.deepEqual([await store.cursor('swept'), await store.cursor('watermark')], [null, 'outside'])
  })

  it('is alone: none comes between what another reads and writes', async () => {
    const [first, second] = await two(given())
    const countUp = (store: Store): Promise<void> =>
      store.transaction(async (records) => records.setCursor('watermark', String(Number(await records.cursor('watermark')) + 1)))

    await Promise.all(Array.from({ length: 40 }, (_, n) => countUp(n % 2 ? first : second)))

    assert.equal(await first.cursor('watermark'), '40')
  })

  it("does not lose a card's message that is recorded while the case is being changed", async () => {
    const [first, second] = await two(given())
    await first.saveConversation(sampleConversation())
    await first.saveCases([sampleCase()])
    await Promise.all([second.counts(), second.counts()]) // its connections are open
    const { promise: posted, resolve: recordPost } = Promise.withResolvers<boolean>()

    await first.transaction(async (records) => {
      const cases = await records.cases([sampleCase().id])
      recordPost(second.cardPosted(sampleCase().id, 'activity' as never, NOW))
      for (let n = 0; n < 30; n++) await records.counts() // it would be done by now, if it did not wait
      await records.saveCases(cases.map((one) => ({ ...one, revision: 2 })))
    })
    await posted

    const [after] = await first.cases([sampleCase().id])
    assert.deepEqual([after?.revision, after?.activityId], [2, 'activity'])
  })
})

onEveryStore('Claims made at once', (given) => {
  it('never give the same delivery twice, and miss none', async () => {
    const [first, second] = await two(given())
    const deliveries = Array.from({ length: 200 }, (_, n) =>
      fresh(`text:${n}`, channel(n % 10), { what: 'text', text: '', threadId: null }, n % 3, 0),
    )
    for (let n = 0; n < 10; n++) await first.saveConversation(sampleConversation({ id: channel(n) }))
    await first.enqueue(deliveries, NOW)

    const taken: string[] = []
    const takeAll = async (store: Store): Promise<void> => {
      while ((await store.counts()).due > 0) {
        const claimed = await store.claim(NOW, [], 4)
        taken.push(...claimed.map(({ key }) => key))
        await Promise.all(claimed.map((one) => store.sent(one, null, NOW)))
      }
    }
    await Promise.all([takeAll(first), takeAll(second), takeAll(first), takeAll(second)])

    assert.deepEqual(taken.toSorted(), deliveries.map(({ key }) => key).toSorted())
  })
})
