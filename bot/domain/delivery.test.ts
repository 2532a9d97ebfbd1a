import assert from 'node:assert/strict'
import type { Delivery } from './delivery.ts'
import { afterFailure } from './delivery.ts'
import { BotError } from './error.ts'
import type { CaseId, ConversationId } from './ids.ts'
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
})
const waitMs = (delivery: Delivery, error: BotError, isPost: boolean, jitter = 0.5): number | 'dead' => {
  const next = afterFailure(delivery, error, isPost, NOW, jitter)
  return next.do === 'dead' ? 'dead' : msOf(next.at) - msOf(NOW)
}

describe('after a delivery failed', () => {
  it('waits as long as Teams says', () =>
    assert.equal(waitMs(tried(0), new BotError('throttled', '', { retryAfterMs: 7000 }), true), 7000))

  it('waits longer each time when Teams does not say, up to five minutes', () => {
    const waits = [0, 1, 2, 5, 30].map((tries) => waitMs(tried(tries), new BotError('throttled', ''), true))
    assert.deepEqual(waits, [1000, 2000, 4000, 32_000, 300_000])
  })

  it('spreads its waits, so that many deliveries do not return at once', () => {
    const error = new BotError('unreachable', '')
    assert.deepEqual(
      [0, 1].map((jitter) => waitMs(tried(3), error, true, jitter)),
      [6000, 10_000],
    )
  })

  it('posts again no sooner than 30 s when it never learnt the outcome, and counts it', () => {
    const next = afterFailure(tried(0), new BotError('unclear', ''), true, NOW, 0.5)
    assert.deepEqual(next.do === 'later' && [msOf(next.at) - msOf(NOW), next.unclearPost], [30_000, true])
  })

  it('repeats an update of unknown outcome soon: it cannot double anything', () => {
    const next = afterFailure(tried(0), new BotError('unclear', ''), false, NOW, 0.5)
    assert.deepEqual(next.do === 'later' && [msOf(next.at) - msOf(NOW), next.unclearPost], [1000, false])
  })

  it('never gives up because a service is away', () => {
    for (const code of ['unreachable', 'unclear', 'throttled', 'unauthorized'] as const) {
      assert.notEqual(waitMs(tried(1000), new BotError(code, ''), true), 'dead', code)
    }
  })

  it('gives up on a conversation that is refused five times in a row, not on one refusal', () => {
    for (const code of ['not-found', 'forbidden'] as const) {
      assert.deepEqual(
        [0, 3, 4].map((tries) => waitMs(tried(tries), new BotError(code, ''), true) === 'dead'),
        [false, false, true],
        code,
      )
    }
  })

  it('gives up at once on what Teams will never take, with its reason', () => {
    const next = afterFailure(
      tried(0),
      new BotError('too-big', 'Teams POST: 413', { detail: 'MessageSizeTooBig' }),
      true,
      NOW,
      0.5,
    )
    assert.deepEqual(next, { do: 'dead', why: 'Teams POST: 413 (MessageSizeTooBig)' })
  })
})
