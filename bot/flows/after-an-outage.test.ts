import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ActivityId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh } from '../domain/plan.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench, NOW } from '../test/delivery-bench.ts'

describe('what waited through an outage', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  it('sends what waited for an outage to end as soon as something arrives, the most severe first', async () => {
    const words = (text: string) => fresh(`text:${text}`, CASE.conversationId, { what: 'text', text, threadId: null }, 1, 0)
    bench.teams.refuses = () => new BotError('unreachable', 'Teams is away')
    await bench.store.enqueue([cardDelivery(CASE), words('old')], bench.now)
    for (let i = 0; i < 12; i += 1) {
      await bench.deliver()
      bench.now = plusMs(bench.now, 300_000)
    }
    await bench.deliver()
    bench.teams.refuses = () => null
    for (const text of ['new', 'newer']) await bench.store.enqueue([words(text)], plusMs(bench.now, 1000))
    bench.now = plusMs(bench.now, 1000)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['new', 'case cc r1', 'old', 'newer'],
    )
  })

  it('does not try what always fails anew with everything that arrives', async () => {
    const words = (text: string, rank: number, threadId: ActivityId | null) =>
      fresh(`text:${text}`, CASE.conversationId, { what: 'text', text, threadId }, rank, 0)
    bench.teams.refuses = ({ threadId }) => (threadId === null ? null : new BotError('unauthorized', 'Teams POST: 401'))
    await bench.store.enqueue([words('bad', 4, 'm9' as ActivityId)], bench.now)
    for (let second = 0; second < 20; second += 1) {
      bench.now = plusMs(NOW, second * 1000)
      await bench.store.enqueue([words(`good ${second}`, 1, null)], bench.now)
      await bench.deliver()
    }
    assert.equal(bench.teams.sent.length, 20)
    assert.ok(bench.teams.tried.length < 20 + 8, `${bench.teams.tried.length} tries`)
  })

  it('has what is left from before a start wait no longer once something arrives, but for a post of unknown outcome', async () => {
    const unclear = fresh('text:unclear', CASE.conversationId, { what: 'text', text: 'unclear', threadId: null }, 1, 0)
    const words = fresh('text:new', CASE.conversationId, { what: 'text', text: 'new', threadId: null }, 1, 0)
    await bench.store.enqueue([cardDelivery(CASE), unclear], bench.now)
    for (const how of [null, 'post'] as const) {
      const [claimed] = await bench.store.claim(bench.now, [], 1)
      await bench.store.later(claimed!, plusMs(NOW, 300_000), how, 'Teams is away')
    }
    await bench.store.enqueue([words], bench.now)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['new', 'case cc r1'],
    )
  })
})
