import assert from 'node:assert/strict'
import type { ActivityId, ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery, fresh } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleCase, sampleConversation } from '../../test/samples.ts'
import { until } from '../../test/system/until.ts'
import { underLease } from './under-lease.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const LONG_MS = 60_000

onEveryStore('The lease', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
  })

  const second = async () => (given().engine === 'PostgreSQL' ? given().open() : store)

  it('has one holder, whoever asks, and a new epoch for each', async () => {
    const other = await second()
    assert.equal(await store.lease(), null)

    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((name, n) => (n % 2 ? store : other).takeLease(name, LONG_MS)))

    assert.deepEqual(taken.toSorted(), [1, null, null, null])
    assert.deepEqual(await other.lease(), { holder: 'abcd'[taken.indexOf(1)], epoch: 1 })
  })

  it('goes to another once it was not kept in time, and not before', async () => {
    assert.equal(await store.takeLease('a', 200), 1)
    assert.equal(await store.takeLease('b', LONG_MS), null)
    assert.equal(await until('its end', () => store.takeLease('b', LONG_MS)), 2)
    assert.equal(await store.renewLease(1, LONG_MS), false)
    assert.equal(await store.renewLease(2, LONG_MS), true)
  })

  it('goes to another at once when it is given up, by its holder alone', async () => {
    await store.takeLease('a', LONG_MS)
    await store.releaseLease(7)
    assert.equal(await store.takeLease('b', LONG_MS), null)
    await store.releaseLease(1)
    assert.equal(await store.takeLease('b', LONG_MS), 2)
  })

  it('is taken back at once by the holder that had it last', async () => {
    await store.takeLease('a', LONG_MS)
    assert.equal(await store.takeLease('a', LONG_MS), 2)
  })
})

onEveryStore('Whoever lost the lease', (given) => {
  const CHANNEL = '19:a@thread.tacv2' as ConversationId
  const oneCase = sampleCase({ conversationId: CHANNEL })
  const card = cardDelivery(oneCase)
  let store: Store
  let before: Store
  let after: Store
  let change: () => Promise<void>

  beforeEach(async () => {
    store = await given().open()
    await store.saveConversation(sampleConversation({ id: CHANNEL }))
    await store.saveCases([oneCase])
    await store.enqueue([card], at(1))
    before = underLease(store, (await store.takeLease('a', LONG_MS))!)
    change = async () => {
      await store.releaseLease(1)
      after = underLease(store, (await store.takeLease('b', LONG_MS))!)
      await after.transaction((records) => records.recover(at(5)))
    }
  })

  it('claims nothing and changes nothing any more', async () => {
    await change()
    await assert.rejects(before.claim(at(9), [], 9), /lost to b/)
    await assert.rejects(
      before.transaction((records) => records.setCursor('swept', 'x')),
      /lost to b/,
    )
    assert.deepEqual([(await store.counts()).due, await store.cursor('swept')], [1, null])
    assert.equal((await after.claim(at(9), [], 9)).length, 1)
  })

  it('cannot have the lease change hands in the middle of its transaction', async () => {
    const other = given().engine === 'PostgreSQL' ? await given().open() : store // SQLite serves one process
    await store.releaseLease(1)
    const order: string[] = []
    let taking: Promise<unknown> = Promise.resolve()
    await before.transaction(async (records) => {
      taking = other.takeLease('b', LONG_MS).then(() => order.push('taken'))
      for (let n = 0; n < 30; n++) await records.counts() // it would be taken by now, if it did not wait
      order.push('done')
    })
    await taking
    assert.deepEqual(order, ['done', 'taken'])
  })

  it('still tells of a post that it had begun: it is neither posted again nor counted as unclear', async () => {
    const [begun] = await before.claim(at(1), [], 9)
    await change()
    assert.equal((await store.counts()).unclearPosts, 1)

    assert.equal(await before.sent(begun!, 'print', at(2)), true)

    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
    assert.deepEqual(await after.claim(at(9), [], 9), [])
  })

  it('still tells of an update that it had begun, which was never unclear', async () => {
    await store.cardPosted(oneCase.id, '1' as ActivityId, at(1))
    const [begun] = await before.claim(at(1), [], 9)
    await change()
    assert.equal(await before.sent(begun!, 'print', at(2)), true)
    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('has no say once the next holder tries again', async () => {
    const [begun] = await before.claim(at(1), [], 9)
    await change()
    const [again] = await after.claim(at(5), [], 9)
    assert.deepEqual([again?.tries, again?.unclearPosts], [1, 1])

    assert.equal(await before.sent(begun!, 'print', at(6)), false)
    await before.later(begun!, at(6), 'post', 'no answer')
    await before.dead(begun!, 'no', at(6))

    assert.deepEqual(await store.counts(), { due: 0, sending: 1, dead: 0, waiting: 0, unclearPosts: 1 })
    assert.equal(await after.sent(again!, 'print', at(7)), true)
  })

  it('does not hurry what is due again for a reason of its own', async () => {
    await store.enqueue([fresh('text:1', CHANNEL, { what: 'text', text: 'x', threadId: null }, 9, 0)], at(1))
    const [begun] = await before.claim(at(1), [], 9)
    await before.later(begun!, at(4), null, 'throttled')
    await change()
    assert.deepEqual(
      (await after.claim(at(4), [], 9)).map(({ key, epoch }) => [key, epoch]),
      [['text:1', 2]],
    )
  })
})
