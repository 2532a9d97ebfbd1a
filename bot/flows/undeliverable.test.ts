import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ConversationId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery } from '../domain/plan.ts'
import type { Store } from '../records.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench, NOW } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'
import { deliverDue } from './deliver.ts'

const TOO_BIG = new BotError('too-big', 'Teams POST: 413', { detail: 'MessageSizeTooBig' })
const OPERATOR = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })

describe('what Teams does not take', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  const operatorHears = async (): Promise<void> => {
    await bench.store.saveConversation(OPERATOR)
    await bench.store.setCursor('operator', OPERATOR.id)
  }

  it('keeps what Teams will never take, with the reason, until it is tried again or taken away', async () => {
    bench.teams.fail = [TOO_BIG, TOO_BIG]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    const why = 'Teams POST: 413 (MessageSizeTooBig)'
    assert.deepEqual(bench.failures, [{ why, became: 'dead' }])
    const [letter] = await bench.store.stuck(9)
    assert.deepEqual([letter?.key, letter?.state, letter?.why], [`card:${CASE.id}`, 'dead', why])

    assert.deepEqual(await bench.store.retryDead(['card:other'], bench.now), [])
    assert.deepEqual(await bench.store.retryDead(null, bench.now), [`card:${CASE.id}`])
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 1)
    assert.deepEqual(await bench.store.dropDead(null), [])
  })

  it('parks a conversation that keeps refusing, tells the operator, and sends it all when it is heard of again', async () => {
    await operatorHears()
    bench.teams.refuses = ({ conversationId }) =>
      conversationId === CASE.conversationId
        ? new BotError('forbidden', 'Teams POST: 403', { detail: 'BotNotInConversationRoster' })
        : null
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    for (let i = 0; i < 8; i += 1) {
      await bench.deliver()
      bench.now = plusMs(bench.now, 300_000)
    }
    assert.equal(bench.teams.tried.filter(({ conversationId }) => conversationId === CASE.conversationId).length, 5)
    assert.deepEqual(
      bench.teams.sent.map(({ to, summary }) => [to.conversationId, summary]),
      [[OPERATOR.id, 'A conversation takes nothing']],
    )
    assert.deepEqual(await bench.store.counts(), { due: 0, sending: 0, dead: 0, waiting: 1, unclearPosts: 0 })
    assert.equal((await bench.store.stuck(9))[0]?.state, 'waiting')

    bench.teams.refuses = () => null
    await bench.store.saveConversation(sampleConversation())
    await bench.deliver()
    assert.equal(bench.teams.sent.at(-1)?.summary, 'case cc r1')
  })

  it('tells the operator what will not be delivered, once', async () => {
    await operatorHears()
    bench.teams.fail = [new BotError('rejected', 'Teams POST: 400', { detail: 'BadArgument' })]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ to, summary }) => [to.conversationId, summary]),
      [[OPERATOR.id, 'Something could not be delivered']],
    )
  })

  it('tells the operator again when what was tried again ends the same way', async () => {
    await operatorHears()
    bench.teams.refuses = ({ conversationId }) =>
      conversationId === CASE.conversationId ? new BotError('rejected', 'Teams POST: 400') : null
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.now = plusMs(NOW, 60_000)
    await bench.store.retryDead(null, bench.now)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 2)
  })

  for (const [what, error] of [
    ['is given up', new BotError('rejected', 'Teams POST: 400')],
    ['parks its conversation', new BotError('forbidden', 'Teams POST: 403')],
  ] as const) {
    it(`puts what ${what} on record together with the word to the operator`, async () => {
      await bench.store.setCursor('operator', CASE.conversationId)
      await bench.store.enqueue([cardDelivery(CASE)], bench.now)
      for (let i = 0; i < 4; i += 1) bench.ports().patience.refused(CASE.conversationId, null)
      bench.teams.fail = [error]
      const transaction: Store['transaction'] = (work) =>
        bench.store.transaction(async (records) => {
          await work(records)
          throw new Error('the database is away')
        })
      const store: Store = { ...bench.store, transaction, [Symbol.asyncDispose]: async () => undefined }
      await assert.rejects(deliverDue({ ...bench.ports(), store }, AbortSignal.timeout(5000)), /the database is away/)
      assert.deepEqual(await bench.store.counts(), { due: 0, sending: 1, dead: 0, waiting: 0, unclearPosts: 0 })
    })
  }

  it('does not park a conversation that was deleted meanwhile', async () => {
    const deleted = sampleConversation({ state: 'deleted' })
    for (let i = 0; i < 4; i += 1) bench.ports().patience.refused(CASE.conversationId, null)
    bench.teams.refuses = () => {
      void bench.store.transaction((records) => records.saveConversation(deleted))
      return new BotError('forbidden', 'Teams POST: 403')
    }
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    assert.equal((await bench.store.conversation(CASE.conversationId))?.state, 'deleted')
  })
})
