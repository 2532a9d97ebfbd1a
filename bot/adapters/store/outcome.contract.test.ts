import assert from 'node:assert/strict'
import type { Delivery } from '../../domain/delivery.ts'
import type { ActivityId, CaseId, ConversationId, IncidentId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery, fresh } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleCase, sampleConversation } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const channel = (name: string): ConversationId => `19:${name}@thread.tacv2` as ConversationId
const [A, B, C] = [channel('a'), channel('b'), channel('c')]
const words = (key: string, conversationId = A, rank = 1): Delivery =>
  fresh(`text:${key}`, conversationId, { what: 'text', text: key, threadId: null }, rank, 0)
const oneCase = sampleCase({ conversationId: A })
const card = (revision: number): Delivery => cardDelivery({ ...oneCase, revision, severityRank: 2 })

async function withChannels(opening: Promise<Store>): Promise<Store> {
  const store = await opening
  for (const id of [A, B, C]) await store.saveConversation(sampleConversation({ id }))
  await store.saveCases([oneCase])
  return store
}

onEveryStore('Outcomes', (given) => {
  it('count tries until a success, and posts whose outcome was not learnt for good', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    await store.claim(at(1), [], 9)
    await store.later(card(1), at(2), 'post', 'no answer')
    await store.claim(at(2), [], 9)
    await store.later(card(1), at(3), null, 'no connection')
    const [third] = await store.claim(at(3), [], 9)
    assert.deepEqual(third, { ...card(1), tries: 2, unclearPosts: 1 })

    await store.sent(third!, 'print', at(3))
    await store.enqueue([card(2)], at(4))

    assert.deepEqual(await store.claim(at(4), [], 9), [{ ...card(2), sentPrint: 'print', unclearPosts: 1 }])
  })

  it('touch only what is being sent', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    await store.sent(card(1), 'print', at(2))
    await store.later(card(1), at(9), 'post', 'no')
    await store.dead(card(1), 'no', at(2))

    assert.deepEqual(await store.claim(at(2), [], 9), [card(1)])
  })

  it('do not bury a card of which something newer was queued meanwhile', async () => {
    const store = await withChannels(given().open())
    await store.enqueue([card(1)], at(1))
    await store.claim(at(1), [], 9)
    await store.enqueue([card(2)], at(2))

    assert.equal(await store.dead(card(1), 'too big', at(3)), false)

    assert.deepEqual(await store.claim(at(3), [], 9), [{ ...card(2), tries: 1 }])
  })

  it('are unknown after a restart: an update is simply due, a post may stand twice', async () => {
    const store = await withChannels(given().open())
    const posted = sampleCase({ id: 'posted' as CaseId, conversationId: B })
    await store.saveCases([posted])
    await store.cardPosted(posted.id, '1' as ActivityId, at(1))
    await store.enqueue([card(1), cardDelivery(posted), words('c', C)], at(1))
    assert.equal((await store.claim(at(1), [], 9)).length, 3)
    await store[Symbol.asyncDispose]()

    const again = await given().open()
    assert.equal((await again.counts()).sending, 3)
    assert.equal(await again.recover(at(5)), 3)
    assert.equal(await again.recover(at(6)), 0)

    assert.deepEqual(await again.claim(at(4), [], 9), [])
    const unclear = new Map((await again.claim(at(5), [], 9)).map((one) => [one.key, one.unclearPosts]))
    assert.deepEqual(
      unclear,
      new Map([
        [card(1).key, 1],
        [cardDelivery(posted).key, 0],
        ['text:c', 1],
      ]),
    )
  })

  it('that failed no longer make anything wait once it is said so, but for what may stand there', async () => {
    const store = await withChannels(given().open())
    const posted = sampleCase({ id: 'posted' as CaseId, conversationId: A, incidentId: 9 as IncidentId })
    const left = sampleCase({ id: 'left' as CaseId, conversationId: A, incidentId: 10 as IncidentId })
    await store.saveCases([posted, left])
    for (const { id } of [posted, left]) await store.cardPosted(id, id as never, at(1))
    await store.enqueue([card(1), cardDelivery(posted), cardDelivery(left), words('unclear'), words('elsewhere', B)], at(1))
    for (const key of [cardDelivery(posted).key, cardDelivery(left).key, card(1).key, 'text:unclear', 'text:elsewhere']) {
      const found = (await store.claim(at(1), key === 'text:elsewhere' ? [A] : [B], 1))[0]
      assert.equal(found?.key, key)
      if (key === cardDelivery(left).key) continue // and here the process died
      await store.later(found, at(9), key === cardDelivery(posted).key ? 'update' : key === 'text:unclear' ? 'post' : null, 'no')
    }
    await store.recover(at(5))

    await store.hasten(A, at(2))

    const due: string[] = []
    for (let one = await store.claim(at(2), [], 1); one[0]; one = await store.claim(at(2), [], 1)) due.push(one[0].key)
    assert.deepEqual(due, [cardDelivery(posted).key, card(1).key])
  })

  it('are counted, and tell when the next is due', async () => {
    const store = await withChannels(given().open())
    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
    assert.equal(await store.nextDue(), null)

    await store.enqueue([words('dead', A, 3), words('unclear', B, 3), words('sent', C, 3)], at(1))
    const claimed = await store.claim(at(1), [], 9)
    const one = (key: string) => claimed.find((delivery) => delivery.key === `text:${key}`)!
    assert.equal(await store.dead(one('dead'), 'no', at(1)), true)
    await store.later(one('unclear'), at(7), 'post', 'no answer')
    await store.sent(one('sent'), null, at(1))
    await store.enqueue([words('sending', A), words('gone', C)], at(2))
    await store.claim(at(2), [C], 9)
    await store.saveConversation(sampleConversation({ id: C, state: 'gone' }))

    assert.deepEqual(await store.counts(), { due: 1, sending: 1, dead: 1, waiting: 1, unclearPosts: 1 })
    assert.equal(await store.nextDue(), at(7))
  })
})
