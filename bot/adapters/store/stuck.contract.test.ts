import assert from 'node:assert/strict'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { fresh } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleConversation } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const [LIVE, PARKED, NEVER] = ['19:live', '19:parked', '19:never'] as ConversationId[] as [
  ConversationId,
  ConversationId,
  ConversationId,
]
const words = (key: string, conversationId: ConversationId) =>
  fresh(key, conversationId, { what: 'text', text: key, threadId: null }, 1, 0)

onEveryStore('Deliveries that are stuck', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
    await store.saveConversation(sampleConversation({ id: LIVE }))
    await store.saveConversation(sampleConversation({ id: PARKED, state: 'parked' }))
    await store.enqueue([words('sent', LIVE), words('dead', LIVE)], at(1))
    for (let claimed = await store.claim(at(2), [], 9); claimed.length > 0; claimed = await store.claim(at(2), [], 9)) {
      for (const one of claimed) await (one.key === 'dead' ? store.dead(one, 'too big', at(2)) : store.sent(one, null, at(2)))
    }
  })

  it('are those that were given up and those that wait, oldest first, and no others', async () => {
    await store.enqueue([words('waits', PARKED), words('of nowhere', NEVER), words('due', LIVE)], at(4))
    assert.deepEqual(
      (await store.stuck(9)).map(({ key, state, why }) => [key, state, why]),
      [
        ['dead', 'dead', 'too big'],
        ['waits', 'waiting', null],
        ['of nowhere', 'waiting', null],
      ],
    )
    assert.equal((await store.stuck(1)).length, 1)
  })

  it('are tried again or taken away by key or all at once, when they were given up', async () => {
    await store.enqueue([words('waits', PARKED)], at(4))
    assert.deepEqual(await store.retryDead(['waits', 'sent'], at(5)), [])
    assert.deepEqual(await store.retryDead(['dead'], at(5)), ['dead'])
    const [again] = await store.claim(at(5), [], 9)
    assert.deepEqual([again?.key, again?.tries], ['dead', 0])
    await store.dead(again!, 'still too big', at(6))
    assert.deepEqual(await store.dropDead(['waits']), []) // it may take something again
    assert.deepEqual(await store.dropDead(null), ['dead'])
    assert.deepEqual(await store.dropDead(null), [])
    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 1, unclearPosts: 0 })
  })

  it('are taken away by key where they wait for what is gone, and never by the way', async () => {
    await store.saveConversation(sampleConversation({ id: PARKED, state: 'gone' }))
    await store.enqueue([words('waits', PARKED), words('due', LIVE)], at(4))
    assert.deepEqual(await store.dropDead(null), ['dead'])
    assert.deepEqual(await store.dropDead(['waits', 'due', 'sent']), ['waits'])
    assert.equal((await store.counts()).due, 1)
  })

  it('are all of a conversation that is given up, what is under way too', async () => {
    await store.enqueue([words('under way', LIVE), words('of nowhere', NEVER)], at(4))
    const [claimed] = await store.claim(at(4), [], 9)
    await store.enqueue([words('due', LIVE)], at(4))

    assert.equal(await store.giveUp(LIVE, 'the channel was deleted', at(5)), 2)

    await store.later(claimed!, at(6), null, 'refused')
    assert.deepEqual(
      (await store.stuck(9)).map(({ key, state, why }) => [key, state, why]),
      [
        ['dead', 'dead', 'too big'],
        ['under way', 'dead', 'the channel was deleted'],
        ['of nowhere', 'waiting', null],
        ['due', 'dead', 'the channel was deleted'],
      ],
    )
  })

  it('are none of a conversation that was deleted: nothing is queued for it', async () => {
    await store.saveConversation(sampleConversation({ id: PARKED, state: 'deleted' }))
    await store.enqueue([words('too late', PARKED)], at(4))
    assert.equal((await store.counts()).waiting, 0)
  })
})
