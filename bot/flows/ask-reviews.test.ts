import assert from 'node:assert/strict'
import type { Delivery } from '../domain/delivery.ts'
import type { CaseId, ConversationId, RuleId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { ReviewFile } from '../domain/isolation-review.ts'
import { giveTo } from '../domain/isolation-review.ts'
import { createPatience } from '../domain/patience.ts'
import { CASE, DAY, HOUR, KIM, NOW, ROBIN, reviewWorld } from '../test/review-world.ts'
import { sampleConversation, sampleRule } from '../test/samples.ts'
import { askReviews, beginMissingReviews } from './ask-reviews.ts'
import type { PlanSendPorts } from './plan-send.ts'
import { planSend } from './plan-send.ts'

const OPERATOR = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })

describe('the review of an isolation, by the clock', () => {
  const world = reviewWorld()
  const { act, done, review, press, button, events } = world
  const ask = () => askReviews({ store: world.store, now: () => world.now })
  const asking = async () =>
    (await world.store.claim(plusMs(world.now, DAY), [], 9))
      .filter(({ content }) => content.what === 'review')
      .map(({ key }) => key)

  it('begins for isolations that were on record before there were reviews, once', async () => {
    await world.store.saveActions([world.defender.add({ status: 'Succeeded' })])
    for (let times = 0; times < 2; times += 1) await beginMissingReviews({ store: world.store, now: () => world.now })
    assert.deepEqual([(await review()).dueAt, await events()], [plusMs(NOW, DAY), ['review.begun']])
  })

  it('is asked for once when it is due, and again when it was put off and is due again', async () => {
    await act('isolate')
    await done()
    assert.deepEqual(await asking(), [])
    world.now = plusMs(NOW, DAY - 1)
    assert.deepEqual(await ask(), { asked: 0, nextInMs: 2 })
    world.now = plusMs(NOW, DAY)
    assert.equal((await ask()).asked, 1)
    assert.equal((await ask()).asked, 0)
    const { id } = await review()
    assert.deepEqual(await asking(), [`review:${id}:1`])

    await press('extend-review', await button({ hours: '4' }))
    assert.equal((await review()).dueAt, plusMs(world.now, 4 * HOUR))
    world.now = plusMs(world.now, 4 * HOUR)
    assert.equal((await ask()).asked, 1)
    assert.deepEqual(await events(), ['review.begun', 'review.asked', 'review.extended', 'review.asked'])
    assert.equal((await review()).asked?.times, 2)
  })

  it('is asked for where the owner reads it when there is no case, else where the operator does, else nowhere yet', async () => {
    const place = async () => (await review()).asked?.conversationId
    await world.store.saveCases([{ ...CASE, machineId: null }])
    await act('isolate', null)
    world.now = plusMs(NOW, DAY)
    assert.equal((await ask()).asked, 0)

    await world.store.setCursor('operator', OPERATOR.id)
    for (const state of ['parked', 'deleted'] as const) {
      await world.store.saveConversation({ ...OPERATOR, state })
      assert.equal((await ask()).asked, 0)
    }
    await world.store.saveConversation(OPERATOR)
    assert.equal((await ask()).asked, 1)
    assert.equal(await place(), '19:operator')

    const chat = { id: 'a:robin' as ConversationId, kind: 'personal', personId: ROBIN.id, team: null, name: 'Robin' } as const
    await world.store.saveConversation(sampleConversation(chat))
    await world.store.saveReview({ ...(await review()), dueAt: plusMs(world.now, 1) })
    world.now = plusMs(world.now, 1)
    await ask()
    assert.equal(await place(), 'a:robin')
  })

  it('is asked for in no channel or chat that the bot is not in any more', async () => {
    const conversationId = '19:other@thread.tacv2' as ConversationId
    const chat = { id: 'a:robin' as ConversationId, kind: 'personal', personId: ROBIN.id, team: null, name: 'Robin' } as const
    const other = { ...CASE, id: 'd'.repeat(24) as typeof CASE.id, conversationId, openedAt: plusMs(CASE.openedAt, -HOUR) }
    for (const one of [chat, { id: conversationId }]) await world.store.saveConversation(sampleConversation(one))
    await world.store.saveConversation(OPERATOR)
    await world.store.setCursor('operator', OPERATOR.id)
    await world.store.saveCases([other])
    await act('isolate')
    const places = []
    for (const left of [{ id: CASE.conversationId }, { id: conversationId }, chat]) {
      await world.store.saveConversation(sampleConversation({ ...left, state: left === chat ? 'parked' : 'gone' }))
      world.now = plusMs(world.now, DAY)
      await world.store.saveReview({ ...(await review()), dueAt: world.now })
      await ask()
      const { conversationId: asked, caseId } = (await review()).asked!
      places.push([asked, caseId])
    }
    assert.deepEqual(places, [
      [conversationId, other.id],
      ['a:robin', null],
      ['19:operator', null],
    ])
  })

  it('is asked for in the case that it was asked from, if that is in its owner’s own chat; in nobody else’s', async () => {
    const chatOf = ({ id: personId, name }: typeof ROBIN) =>
      sampleConversation({ id: `a:${name}` as ConversationId, kind: 'personal', personId, team: null, name })
    for (const person of [ROBIN, KIM]) await world.store.saveConversation(chatOf(person))
    const own = { ...CASE, conversationId: chatOf(ROBIN).id }
    await world.store.saveCases([own])
    await world.store.addRule(sampleRule({ id: 'r-own' as RuleId, conversationId: own.conversationId }))
    await act('isolate', own)
    const place = async () => {
      world.now = plusMs(world.now, DAY)
      await ask()
      const { conversationId, caseId } = (await review()).asked!
      return [conversationId, caseId]
    }
    assert.deepEqual(await place(), ['a:Robin', CASE.id])
    await world.store.saveReview({ ...giveTo(await review(), KIM), dueAt: plusMs(world.now, 1) })
    assert.deepEqual(await place(), ['a:Kim', null])
  })

  it('is asked for in no case that its chat does not show any more, and its buttons act in none that is hidden since', async () => {
    const chat = sampleConversation({ id: 'a:robin' as ConversationId, kind: 'personal', personId: ROBIN.id, team: null })
    const own = { ...CASE, conversationId: chat.id }
    const rule = sampleRule({ id: 'r-own' as RuleId, conversationId: chat.id })
    await world.store.saveConversation(chat)
    await world.store.saveCases([own])
    await act('isolate', own)
    await done()
    const asked = async () => {
      world.now = plusMs(world.now, DAY)
      await world.store.saveReview({ ...(await review()), dueAt: world.now })
      await ask()
      const { asked } = await review()
      return [asked?.conversationId, asked?.caseId]
    }
    const actsIn = async () => {
      const cases: (CaseId | null)[] = []
      const reviewCard = ({ caseId }: ReviewFile) => {
        cases.push(caseId)
        return { summary: '', body: { text: '' } }
      }
      const { id, asked } = await review()
      const content = { what: 'review', reviewId: id, times: asked?.times ?? 0 } as const
      const ports = { store: world.store, render: { reviewCard }, fallbackServiceUrl: '', patience: createPatience() }
      await planSend(ports as unknown as PlanSendPorts, { content } as Delivery)
      return cases
    }
    assert.deepEqual(await asked(), [chat.id, null])
    await world.store.addRule(rule)
    assert.deepEqual([await asked(), await actsIn()], [[chat.id, CASE.id], [CASE.id]])
    await world.store.removeRule(rule.id)
    assert.deepEqual(await actsIn(), [null])
  })
})
