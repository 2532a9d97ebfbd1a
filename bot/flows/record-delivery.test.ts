import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ActivityId, CaseId, ConversationId, IncidentId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh } from '../domain/plan.ts'
import type { Store } from '../records.ts'
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
    const operator = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })
    await bench.store.saveConversation(operator)
    await bench.store.setCursor('operator', operator.id)
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
      [[operator.id, 'A conversation takes nothing']],
    )
    assert.deepEqual(await bench.store.counts(), { due: 0, sending: 0, dead: 0, waiting: 1, unclearPosts: 0 })
    assert.equal((await bench.store.stuck(9))[0]?.state, 'waiting')

    bench.teams.refuses = () => null
    await bench.store.saveConversation(sampleConversation())
    await bench.deliver()
    assert.equal(bench.teams.sent.at(-1)?.summary, 'case cc r1')
  })

  it('begins another thread when the first message of an incident’s thread is gone', async () => {
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.teams.refuses = ({ threadId }) => (threadId === 'm1' ? new BotError('not-found', 'Teams POST: 404') : null)
    await bench.store.enqueue([cardDelivery(second)], bench.now)
    for (let i = 0; i < 3; i += 1) {
      await bench.deliver()
      bench.now = plusMs(bench.now, 10_000)
    }
    assert.deepEqual([bench.teams.sent.at(-1)?.summary, bench.teams.sent.at(-1)?.to.threadId], ['case dd r1', null])
    assert.equal(await bench.store.thread(CASE.conversationId, 812 as IncidentId), bench.teams.sent.at(-1)?.activityId)
  })

  it('leaves a thread that is gone also in a channel where everything else arrives', async () => {
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    bench.teams.refuses = ({ threadId }) => (threadId === 'm1' ? new BotError('not-found', 'Teams POST: 404') : null)
    await bench.store.enqueue([cardDelivery(second)], bench.now)
    for (let i = 0; i < 3; i += 1) {
      const words = { what: 'text', text: 'busy', threadId: null } as const
      await bench.store.enqueue([fresh(`text:${i}`, CASE.conversationId, words, 1, 0)], bench.now)
      await bench.deliver()
      bench.now = plusMs(bench.now, 10_000)
    }
    assert.ok(bench.teams.sent.some(({ summary, to }) => summary === 'case dd r1' && to.threadId === null))
  })

  it('leaves a thread at once, and keeps the address, when Teams says that its first message is gone', async () => {
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    const gone = new BotError('not-found', 'Teams POST: 404', { detail: 'ActivityNotFoundInConversation' })
    bench.teams.refuses = ({ threadId }) => (threadId === 'm1' ? gone : null)
    await bench.store.enqueue([cardDelivery(second)], bench.now)
    await bench.deliver()
    assert.deepEqual([bench.teams.sent.at(-1)?.summary, bench.teams.sent.at(-1)?.to.threadId], ['case dd r1', null])
    assert.deepEqual(await bench.store.conversation(CASE.conversationId), sampleConversation())
  })

  it('does not take threads that are gone for a channel that takes nothing', async () => {
    for (const [i, letter] of ['d', 'e', 'f', '1', '2', '3'].entries()) {
      const one = await bench.addCase({ id: letter.repeat(24) as CaseId, incidentId: (900 + i) as IncidentId }, `a${letter}`)
      await bench.store.cardPosted(one.id, `gone${i}` as ActivityId, bench.now)
      const machineId = letter.repeat(40) as never
      const next = await bench.addCase(
        { ...one, id: `${letter}0`.repeat(12) as CaseId, machineId, activityId: null },
        `b${letter}`,
      )
      await bench.store.enqueue([cardDelivery(next)], bench.now)
    }
    bench.teams.refuses = ({ threadId }) => (threadId?.startsWith('gone') ? new BotError('not-found', 'Teams POST: 404') : null)
    for (let i = 0; i < 4; i += 1) {
      await bench.deliver()
      bench.now = plusMs(bench.now, 10_000)
    }
    assert.equal((await bench.store.conversation(CASE.conversationId))?.state, 'live')
    assert.equal(bench.teams.sent.filter(({ to }) => to.threadId === null).length, 6)
  })

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

  it('tells the operator what will not be delivered, once', async () => {
    const operator = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })
    await bench.store.saveConversation(operator)
    await bench.store.setCursor('operator', operator.id)
    bench.teams.fail = [new BotError('rejected', 'Teams POST: 400', { detail: 'BadArgument' })]
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ to, summary }) => [to.conversationId, summary]),
      [[operator.id, 'Something could not be delivered']],
    )
  })

  it('tells the operator again when what was tried again ends the same way', async () => {
    const operator = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })
    await bench.store.saveConversation(operator)
    await bench.store.setCursor('operator', operator.id)
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
