import assert from 'node:assert/strict'
import type { Delivery } from '../../domain/delivery.ts'
import type { ActivityId, ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery, fresh, raiseDelivery } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleCase, sampleConversation } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const channel = (name: string): ConversationId => `19:${name}@thread.tacv2` as ConversationId
const [A, B, C] = [channel('a'), channel('b'), channel('c')]
const words = (key: string, conversationId = A, rank = 1): Delivery =>
  fresh(`text:${key}`, conversationId, { what: 'text', text: key, threadId: null }, rank, 0)
const oneCase = sampleCase({ conversationId: A })
const card = (revision: number, severityRank = 2): Delivery => cardDelivery({ ...oneCase, revision, severityRank })
const keys = (deliveries: readonly Delivery[]): string[] => deliveries.map(({ key }) => key)

async function withChannels(opening: Promise<Store>): Promise<Store> {
  const store = await opening
  for (const id of [A, B, C]) await store.saveConversation(sampleConversation({ id }))
  await store.saveCases([oneCase])
  return store
}

/** Claims until nothing is due, each sent at once. */
async function drain(store: Store, now: Instant): Promise<string[]> {
  const order: string[] = []
  for (let claimed = await store.claim(now, [], 9); claimed.length > 0; claimed = await store.claim(now, [], 9)) {
    for (const delivery of claimed) await store.sent(delivery, null, now)
    order.push(...keys(claimed))
  }
  return order
}

onEveryStore('What was sent lately', (given) => {
  it('tells of each message that was tried since, in whatever state it is, and of none that only waits', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([words('old', A), words('new', B), words('failed', C)], at(0))
    for (const delivery of await store.claim(at(1), [], 9)) {
      if (delivery.conversationId === C) await store.later(delivery, at(9), 'post', 'timeout')
      else await store.sent(delivery, null, at(delivery.conversationId === A ? 1 : 5))
    }
    await store.enqueue([words('waits', A)], at(6))
    const found = await store.sentSince(at(1))
    assert.deepEqual(new Set(found.map(({ conversationId }) => conversationId)), new Set([A, B, C]))
    assert.deepEqual(await store.sentSince(at(2)), [{ conversationId: B, at: at(5) }])
  })

  it('does not take what is queued again for sent again', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    const [claimed] = await store.claim(at(1), [], 1)
    await store.sent(claimed!, 'print', at(2))
    await store.enqueue([card(2)], at(8))
    assert.deepEqual(await store.sentSince(at(1)), [{ conversationId: A, at: at(2) }])
  })
})

onEveryStore('Claiming', (given) => {
  it('takes one from each conversation, the highest rank first, then the oldest', async () => {
    const store = await withChannels(given().open())
    await store.enqueue(
      [words('a-low', A, 1), words('a-high', A, 4), words('b-first', B, 2), words('c', C, 2), words('b-next', B, 2)],
      at(2),
    )
    await store.enqueue([words('a-high-later', A, 4)], at(1))

    assert.deepEqual(keys(await store.claim(at(3), [], 9)), ['text:a-high-later', 'text:b-first', 'text:c'])
    assert.deepEqual(await drain(store, at(3)), ['text:a-high', 'text:b-next', 'text:a-low'])
  })

  it('takes from a conversation with little left only what is High or more', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([words('a-medium', A, 3), words('b-medium', B, 3), words('b-high', B, 4), words('c-notice', C, 5)], at(1))
    assert.deepEqual(keys(await store.claim(at(1), [], 9, [A, B, C])), ['text:c-notice', 'text:b-high'])
    assert.deepEqual(keys(await store.claim(at(1), [], 9, [B])), ['text:a-medium'])
  })

  it('answers the whole delivery', async () => {
    const store = await withChannels(given().open())
    const raise = raiseDelivery({ ...oneCase, severityRank: 4 })
    const text = fresh('text:1', B, { what: 'text', text: 'Hello {{x}} \u2028 "é"', threadId: '17' as ActivityId }, 5, 0)
    await store.enqueue([raise, text], at(1))

    assert.deepEqual(await store.claim(at(1), [], 9), [text, raise])
  })

  it('takes no more than asked, none that is not due yet, and nothing twice', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([words('a', A, 3), words('b', B, 2), words('c', C, 1)], at(5))

    assert.deepEqual(await store.claim(at(4), [], 9), [])
    assert.deepEqual(keys(await store.claim(at(5), [], 2)), ['text:a', 'text:b'])
    assert.deepEqual(keys(await store.claim(at(5), [], 2)), ['text:c'])
    assert.deepEqual(await store.claim(at(5), [], 2), [])
  })

  it('passes over busy conversations and those that are gone, until they are back', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([words('a', A), words('b', B), words('c', C)], at(1))
    await store.saveConversation(sampleConversation({ id: C, state: 'gone' }))

    assert.deepEqual(keys(await store.claim(at(1), [A], 9)), ['text:b'])
    await store.saveConversation(sampleConversation({ id: C }))
    assert.deepEqual(keys(await store.claim(at(1), [A], 9)), ['text:c'])
  })

  it('waits for a conversation that is not on record yet', async () => {
    const store = await withChannels(given().open())
    const early = words('early', channel('new'))
    await store.enqueue([early], at(1))
    assert.deepEqual([(await store.counts()).waiting, await store.nextDue(), await store.claim(at(1), [], 9)], [1, null, []])

    await store.saveConversation(sampleConversation({ id: early.conversationId }))

    assert.deepEqual(await store.claim(at(1), [], 9), [early])
  })
})

onEveryStore('Queueing again', (given) => {
  it('keeps one card, at the highest revision and rank, in its place', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(3, 4), card(2, 1)], at(1))
    await store.enqueue([words('later', A, 4)], at(2))
    await store.enqueue([card(5, 3)], at(3))
    await store.enqueue([card(4, 3)], at(3))

    assert.deepEqual(await store.claim(at(3), [], 9), [card(5, 4)])
  })

  it('makes a sent card due again behind what waits already, with the fingerprint of what was sent', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    const [claimed] = await store.claim(at(1), [], 9)
    await store.sent(claimed!, 'print', at(1))
    await store.enqueue([words('waits', A, 2)], at(2))
    await store.enqueue([card(1)], at(3))

    assert.deepEqual(await store.claim(at(3), [], 9), [words('waits', A, 2)])
    assert.deepEqual(await store.claim(at(3), [], 9), [{ ...card(1), sentPrint: 'print' }])
  })

  it('while a card is being sent, makes it due again as soon as that is done, if it is newer', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    const [first] = await store.claim(at(1), [], 9)
    await store.enqueue([card(2)], at(2))
    assert.deepEqual(await store.claim(at(2), [], 9), [])

    await store.sent(first!, 'one', at(3))
    const [second] = await store.claim(at(3), [], 9)
    assert.deepEqual(second, { ...card(2), sentPrint: 'one' })

    await store.enqueue([card(2)], at(4))
    await store.sent(second!, 'two', at(5))
    assert.deepEqual(await store.claim(at(5), [], 9), [])
  })

  it('does not shorten a wait that Teams asked for', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    await store.claim(at(1), [], 9)
    await store.later(card(1), at(9), null, 'throttled')

    await store.enqueue([card(2)], at(2))

    assert.deepEqual(await store.claim(at(8), [], 9), [])
    assert.deepEqual(await store.claim(at(9), [], 9), [{ ...card(2), tries: 1 }])
  })

  it('does not let what became more severe wait for a failure of before, unless it may stand there', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1), words('unclear', B)], at(1))
    for (const one of await store.claim(at(1), [], 9)) {
      await store.later(one, at(9), one.key === 'text:unclear' ? 'post' : null, 'no connection')
    }
    await store.enqueue([card(2, 4)], at(2))
    assert.deepEqual(keys(await store.claim(at(2), [], 9)), [card(1).key])
    await store.later({ ...card(2), epoch: 0 }, at(9), 'post', 'no answer')
    await store.enqueue([card(3, 5)], at(3))
    assert.deepEqual(await store.claim(at(3), [], 9), [])
  })

  it('never says words twice, nor tells of a severity twice', async () => {
    const store = await withChannels(given().open())
    const both = [words('hello', B), raiseDelivery(oneCase)]
    await store.enqueue(both, at(1))
    await store.enqueue(both, at(2))
    assert.equal((await store.counts()).due, 2)

    const claimed = await store.claim(at(2), [], 9)
    await store.enqueue(both, at(3))
    for (const delivery of claimed) await store.sent(delivery, null, at(3))
    await store.enqueue(both, at(4))

    assert.deepEqual(await store.claim(at(4), [], 9), [])
  })

  it('gives what ended dead a new start', async () => {
    const store = await withChannels(given().open())
    const both = [card(1), words('hello', B)]
    await store.enqueue(both, at(1))
    await store.claim(at(1), [], 9)
    for (const one of both) await store.dead(one, 'gone for good', at(2))
    assert.deepEqual([await store.claim(at(2), [], 9), (await store.counts()).dead], [[], 2])

    await store.enqueue(both, at(3))

    assert.deepEqual(await store.claim(at(3), [], 9), both)
  })
})
