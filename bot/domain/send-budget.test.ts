import assert from 'node:assert/strict'
import type { ConversationId } from './ids.ts'
import { createSendBudget } from './send-budget.ts'

const A = '19:a' as ConversationId
const B = '19:b' as ConversationId
const T = 1_800_000_000_000

/** Sends as fast as the budget lets it and answers when each left, in milliseconds from the start. */
function sendAll(count: number): number[] {
  const budget = createSendBudget()
  let at = T
  return Array.from({ length: count }, () => {
    at += budget.waitMs(A, at)
    budget.spend(A, at)
    return at - T
  })
}

describe('send budget', () => {
  it('lets seven into a conversation at once, the eighth after a second, the ninth after two', () => {
    assert.deepEqual(sendAll(9), [0, 0, 0, 0, 0, 0, 0, 1000, 2000])
  })

  for (const { sends, spanMs } of [
    { sends: 7, spanMs: 1000 },
    { sends: 8, spanMs: 2000 },
    { sends: 60, spanMs: 30_000 },
    { sends: 1800, spanMs: 3_600_000 },
  ]) {
    it(`never lets more than ${sends} into a conversation in any ${spanMs / 1000} s`, () => {
      const times = sendAll(2000)
      for (let i = sends; i < times.length; i += 1) assert.ok(times[i]! - times[i - sends]! >= spanMs)
    })
  }

  it('lets nothing out for a second when another instance may just have sent all that is allowed', () => {
    const budget = createSendBudget(T)
    assert.deepEqual([budget.room(T), budget.room(T + 999), budget.room(T + 1000)], [0, 0, 50])
  })

  it('goes on from what another instance is known to have sent', () => {
    const before = Array.from({ length: 60 }, (_, n) => ({ conversationId: A, atMs: T - n * 100 }))
    const budget = createSendBudget(T, before)
    assert.deepEqual([budget.waitMs(A, T), budget.waitMs(B, T)], [24_100, 0])
    assert.equal(budget.leftInHour(A, T), 1740)
  })

  it('keeps the last two of half a minute for what is most severe', () => {
    const budget = createSendBudget()
    for (let second = 0; second < 29; second += 1) for (let i = 0; i < 2; i += 1) budget.spend(A, T + second * 1000)
    const at = T + 29_000
    assert.deepEqual(budget.exhausted(at - 500), { conversations: [], scarce: [A], leastWaitMs: 500 })
    assert.equal(budget.waitMs(A, at - 500), 0)
    for (let i = 0; i < 2; i += 1) budget.spend(A, at - 500)
    assert.deepEqual(budget.exhausted(at - 500), { conversations: [A], scarce: [], leastWaitMs: 1500 })
    assert.deepEqual(budget.exhausted(at + 2000), { conversations: [], scarce: [], leastWaitMs: Infinity })
  })

  it('gives the last two to anything a second before others become free, so that none is left unused', () => {
    const budget = createSendBudget()
    const sent: number[] = []
    for (let at = T; sent.length < 1700; at += 250) {
      const { conversations, scarce } = budget.exhausted(at)
      if (conversations.length + scarce.length > 0) continue
      budget.spend(A, at)
      sent.push(at - T)
    }
    const least = sendAll(1700)
    assert.ok(sent.at(-1)! < least.at(-1)! * 1.01, `${sent.at(-1)} against ${least.at(-1)} ms`)
  })

  it('holds a conversation that asked to wait, and no other, until then', () => {
    const budget = createSendBudget()
    budget.hold(A, T + 7000)
    budget.hold(A, T + 5000)
    assert.deepEqual(budget.exhausted(T), { conversations: [A], scarce: [], leastWaitMs: 7000 })
    assert.deepEqual([budget.waitMs(A, T + 6999), budget.waitMs(B, T)], [1, 0])
    assert.deepEqual(budget.exhausted(T + 7000), { conversations: [], scarce: [], leastWaitMs: Infinity })
  })

  it('counts each conversation for itself, and fifty a second over all', () => {
    const budget = createSendBudget()
    for (let i = 0; i < 7; i += 1) budget.spend(A, T)
    assert.deepEqual([budget.waitMs(A, T), budget.waitMs(B, T)], [1000, 0])
    assert.deepEqual(budget.exhausted(T), { conversations: [A], scarce: [], leastWaitMs: 1000 })
    assert.deepEqual([budget.room(T), budget.room(T + 1001)], [43, 50])
  })
})
