import assert from 'node:assert/strict'
import type { ActivityId, CaseId, ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery } from '../../domain/plan.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleCase, sampleConversation } from '../../test/samples.ts'

const AT = '2026-11-02T10:00:00.0000000Z' as Instant
const FIRST = sampleCase({ id: 'first' as CaseId })
const SECOND = sampleCase({ id: 'second' as CaseId, machineId: null })
const activity = (text: string): ActivityId => text as ActivityId

onEveryStore('Threads', (given) => {
  it('begin with the first card of an incident in a channel', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    await store.saveCases([FIRST, SECOND])
    assert.equal(await store.thread(FIRST.conversationId, FIRST.incidentId!), null)

    await store.cardPosted(FIRST.id, activity('1'), AT)
    await store.cardPosted(SECOND.id, activity('2'), AT)

    assert.equal(await store.thread(FIRST.conversationId, FIRST.incidentId!), '1')
    assert.deepEqual(await store.cases([SECOND.id]), [{ ...SECOND, activityId: '2', postedAt: AT }])
  })

  it('end when the message that began them is deleted, and begin again with the next', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    await store.saveCases([FIRST, SECOND])
    await store.cardPosted(FIRST.id, activity('1'), AT)
    await store.cardPosted(SECOND.id, activity('2'), AT)

    await store.cardGone(SECOND.id)
    assert.equal(await store.thread(FIRST.conversationId, FIRST.incidentId!), '1')
    await store.cardGone(FIRST.id)
    assert.equal(await store.thread(FIRST.conversationId, FIRST.incidentId!), null)
    assert.deepEqual(await store.cases([FIRST.id]), [FIRST])

    assert.equal(await store.cardPosted(SECOND.id, activity('3'), AT), false)
    assert.equal(await store.thread(FIRST.conversationId, FIRST.incidentId!), '3')
  })

  it('tell of the card that begins them whether machines are counted on it, and of no other', async () => {
    const store = await given().open()
    const counted = sampleCase({ id: 'counted' as CaseId })
    await store.saveConversation(sampleConversation())
    await store.saveCases([FIRST, SECOND, counted])
    await store.enqueue([cardDelivery(counted)], AT)
    await store.rollUp([counted.id])

    assert.equal(await store.cardPosted(FIRST.id, activity('1'), AT), true)
    assert.equal(await store.cardPosted(SECOND.id, activity('2'), AT), false)
  })

  it('are not for 1:1 chats, nor for cases without an incident', async () => {
    const store = await given().open()
    const chat = sampleConversation({ id: 'a:1' as ConversationId, kind: 'personal' })
    await store.saveConversation(sampleConversation())
    await store.saveConversation(chat)
    await store.saveCases([
      { ...FIRST, conversationId: chat.id },
      { ...SECOND, incidentId: null },
    ])

    await store.cardPosted(FIRST.id, activity('1'), AT)
    await store.cardPosted(SECOND.id, activity('2'), AT)

    assert.equal(await store.thread(chat.id, FIRST.incidentId!), null)
    assert.equal((await store.cases([SECOND.id]))[0]?.activityId, '2')
  })
})
