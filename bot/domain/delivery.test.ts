import assert from 'node:assert/strict'
import type { Delivery, Tried } from './delivery.ts'
import { afterFailure } from './delivery.ts'
import { BotError } from './error.ts'
import type { ActivityId, CaseId, ConversationId } from './ids.ts'
import { instantOf, msOf } from './instant.ts'

const NOW = instantOf(1_800_000_000_000)
const tried = (tries: number): Delivery => ({
  key: 'card:1',
  conversationId: '19:a' as ConversationId,
  content: { what: 'card', caseId: '1' as CaseId },
  rank: 4,
  revision: 1,
  notBefore: null,
  sentPrint: null,
  tries,
  unclearPosts: 0,
  epoch: 0,
})
const POST: Tried = { isPost: true, inThread: false, refusals: 0 }
const UPDATE: Tried = { ...POST, isPost: false }
const waitMs = (delivery: Delivery, error: BotError, what: Tried, jitter = 0.5): number | string => {
  const next = afterFailure(delivery, error, what, NOW, jitter)
  return next.do === 'later' ? msOf(next.at) - msOf(NOW) : next.do
}

describe('after a delivery failed', () => {
  it('waits as long as Teams says', () =>
    assert.equal(waitMs(tried(0), new BotError('throttled', '', { retryAfterMs: 7000 }), POST), 7000))

  it('waits longer each time when Teams does not say, up to five minutes', () => {
    const waits = [0, 1, 2, 5, 30].map((tries) => waitMs(tried(tries), new BotError('throttled', ''), POST))
    assert.deepEqual(waits, [1000, 2000, 4000, 32_000, 300_000])
  })

  it('spreads its waits, so that many deliveries do not return at once', () => {
    const error = new BotError('unreachable', '')
    assert.deepEqual(
      [0, 1].map((jitter) => waitMs(tried(3), error, POST, jitter)),
      [6000, 10_000],
    )
  })

  it('posts again no sooner than 30 s when it never learnt the outcome, and counts it', () => {
    const next = afterFailure(tried(0), new BotError('unclear', ''), POST, NOW, 0.5)
    assert.deepEqual(next.do === 'later' && [msOf(next.at) - msOf(NOW), next.unclear], [30_000, 'post'])
  })

  it('repeats an update of unknown outcome soon: it cannot double anything', () => {
    const next = afterFailure(tried(0), new BotError('unclear', ''), UPDATE, NOW, 0.5)
    assert.deepEqual(next.do === 'later' && [msOf(next.at) - msOf(NOW), next.unclear], [1000, 'update'])
  })

  it('never gives up because a service is away', () => {
    for (const code of ['unreachable', 'unclear', 'throttled', 'unauthorized'] as const) {
      assert.notEqual(waitMs(tried(1000), new BotError(code, ''), POST), 'dead', code)
    }
  })

  it('parks a conversation that is refused five times in a row, not on one refusal', () => {
    for (const code of ['not-found', 'forbidden'] as const) {
      const parked = [1, 4, 5].map((refusals) => waitMs(tried(0), new BotError(code, ''), { ...POST, refusals }) === 'park')
      assert.deepEqual(parked, [false, false, true], code)
    }
  })

  it('leaves a thread whose beginning is gone, with a card; words that belonged there are given up', () => {
    const gone = new BotError('not-found', '')
    const inThread = (refusals: number) => ({ ...POST, inThread: true, refusals })
    assert.equal(waitMs(tried(0), gone, inThread(1)), 1000)
    assert.equal(waitMs(tried(0), gone, inThread(2)), 'leave-thread')
    const words = { ...tried(0), content: { what: 'text', text: 'Hello', threadId: 'm1' as ActivityId } as const }
    assert.equal(waitMs(words, gone, inThread(2)), 'dead')
    assert.equal(waitMs(tried(0), new BotError('forbidden', ''), inThread(2)), 1000)
  })

  it('gives up at once on what Teams will never take, with its reason', () => {
    const next = afterFailure(
      tried(0),
      new BotError('too-big', 'Teams POST: 413', { detail: 'MessageSizeTooBig' }),
      POST,
      NOW,
      0.5,
    )
    assert.deepEqual(next, { do: 'dead', why: 'Teams POST: 413 (MessageSizeTooBig)' })
  })
})
