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
    assert.deepEqual(await store.dropDead(['waits']), [])
    assert.deepEqual(await store.dropDead(null), ['dead'])
    assert.deepEqual(await store.dropDead(null), [])
    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 1, unclearPosts: 0 })
  })
})
