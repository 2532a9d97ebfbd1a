import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ConversationId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh } from '../domain/plan.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench, NOW } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'
import { deliverDue } from './deliver.ts'

const TOO_BIG = new BotError('too-big', 'Teams POST: 413', { detail: 'MessageSizeTooBig' })

describe('a delivery that fails', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  it('waits as long as Teams says, then sends', async () => {
    bench.teams.fail = [new BotError('throttled', 'Teams POST: 429', { retryAfterMs: 7000 })]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.now = plusMs(NOW, 6999)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 0)
    bench.now = plusMs(NOW, 7000)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 1)
    assert.equal((await bench.store.counts()).unclearPosts, 0)
  })

  it('has the whole conversation wait, in its order, and no other', async () => {
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await bench.store.saveConversation(other)
    const words = (text: string, to: ConversationId) => fresh(`text:${text}`, to, { what: 'text', text, threadId: null }, 1, 0)
    bench.teams.refuses = ({ conversationId }) =>
      conversationId === CASE.conversationId && bench.now < plusMs(NOW, 7000)
        ? new BotError('throttled', 'Teams POST: 429', { retryAfterMs: 7000 })
        : null
    await bench.store.enqueue([cardDelivery(CASE), words('low', CASE.conversationId), words('elsewhere', other.id)], bench.now)
    const same = bench.ports()
    for (const seconds of [0, 3, 6.9, 7]) {
      bench.now = plusMs(NOW, seconds * 1000)
      await deliverDue(same, AbortSignal.timeout(5000))
      if (seconds < 7) assert.equal(bench.teams.tried.length, 2)
    }
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['elsewhere', 'case cc r1', 'low'],
    )
  })

  it('posts again after 30 s when it never learnt the outcome, and counts it', async () => {
    bench.teams.fail = [new BotError('unclear', 'Teams POST: 504')]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.now = plusMs(NOW, 29_999)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 0)
    bench.now = plusMs(NOW, 30_000)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 1)
    assert.equal((await bench.store.counts()).unclearPosts, 1)
  })

  it('posts again after a crash between the request and its answer, no sooner than 30 s later', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.store.claim(bench.now, [], 1) // and here the process died
    assert.equal(await bench.store.recover(plusMs(bench.now, 30_000)), 1)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 0)
    bench.now = plusMs(NOW, 30_000)
    await bench.deliver()
    assert.deepEqual([bench.teams.sent.length, (await bench.store.counts()).unclearPosts], [1, 1])
  })

  for (const { how, goesWrong } of [
    {
      how: 'whose outcome was never learnt',
      async goesWrong() {
        bench.teams.fail = [new BotError('unclear', 'Teams PUT: 504')]
        await bench.deliver()
      },
    },
    {
      how: 'that a crash cut off',
      async goesWrong() {
        await bench.store.claim(bench.now, [], 1) // and here the process died
        await bench.store.recover(plusMs(bench.now, 30_000))
      },
    },
  ]) {
    it(`updates a card again after an update ${how}, also when it looks as it did before`, async () => {
      await bench.store.enqueue([cardDelivery(CASE)], bench.now)
      await bench.deliver()
      await bench.revise(2)
      await goesWrong()
      await bench.revise(1)
      bench.now = plusMs(NOW, 30_000)
      await bench.deliver()
      assert.deepEqual(
        bench.teams.sent.map(({ how, summary }) => [how, summary]),
        [
          ['post', 'case cc r1'],
          ['update', 'case cc r1'],
        ],
      )
    })
  }

  it('measures the time to a case’s first card alone, not to an update that was repeated', async () => {
    const measured: (number | null)[] = []
    const ports = bench.ports()
    const events = { ...ports.events, delivered: (...[, , , sinceReadMs]: unknown[]) => measured.push(sinceReadMs as number) }
    const pass = () => deliverDue({ ...ports, events }, AbortSignal.timeout(5000))
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await pass()
    bench.teams.fail = [new BotError('unclear', 'Teams PUT: 504')]
    await bench.revise(2)
    await pass()
    bench.now = plusMs(NOW, 30_000)
    await pass()
    assert.deepEqual([measured.length, measured[0] !== null, measured[1]], [2, true, null])
  })

  it('posts a card anew when its message was deleted in Teams', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.teams.fail = [new BotError('not-found', 'Teams PUT: 404', { detail: 'ActivityNotFoundInConversation' })]
    await bench.revise(2)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ how, activityId, to }) => [how, activityId, to.threadId]),
      [
        ['post', 'm1', null],
        ['post', 'm2', null],
      ],
    )
  })

  it('says it shorter when the card is too big', async () => {
    bench.teams.fail = [TOO_BIG]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ how, summary }) => [how, summary]),
      [['post', 'short cc']],
    )
    await bench.revise(2)
    await bench.deliver()
    assert.deepEqual(bench.teams.sent.at(-1), { ...bench.teams.sent[1], how: 'update', activityId: 'm1' })
  })

  it('stays with a conversation’s own address when that answered, if only to say wait', async () => {
    bench.teams.fail = [
      new BotError('throttled', 'Teams POST: 429', { retryAfterMs: 1000 }),
      new BotError('unclear', 'Teams POST: 504'),
    ]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    for (let i = 0; i < 3; i += 1) {
      await bench.deliver()
      bench.now = plusMs(bench.now, 60_000)
    }
    assert.deepEqual([...new Set(bench.teams.tried.map(({ serviceUrl }) => serviceUrl))], [sampleConversation().serviceUrl])
  })

  it('tries the address that serves every conversation, and keeps it when that is where it works', async () => {
    bench.teams.refuses = ({ serviceUrl }) =>
      serviceUrl.startsWith('https://fallback') ? null : new BotError('unreachable', 'moved')
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.now = plusMs(bench.now, 2000)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 1)
    await bench.revise(2)
    await bench.deliver()
    assert.deepEqual([bench.teams.tried.length, bench.teams.sent.at(-1)?.to.serviceUrl], [3, 'https://fallback.example/'])
  })

  it('keeps a delivery of which our own code made a fault, and goes on with the others', async () => {
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await bench.store.saveConversation(other)
    await bench.store.enqueue(
      [cardDelivery(CASE), fresh('text:1', other.id, { what: 'text', text: 'Hello', threadId: null }, 5, 0)],
      bench.now,
    )
    const broken = bench.ports()
    const faulty = { ...broken, render: { ...broken.render, caseCard: () => assert.fail('a fault') } }
    await deliverDue(faulty, AbortSignal.timeout(5000))
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['Hello'],
    )
    assert.deepEqual(await bench.store.counts(), { due: 1, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })
})
