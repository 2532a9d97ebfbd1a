import assert from 'node:assert/strict'
import type { CaseId, ConversationId, IncidentId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh, raiseDelivery } from '../domain/plan.ts'
import type { Store } from '../records.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench, NOW } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'
import { deliverDue } from './deliver.ts'

describe('delivering', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  it('posts a case once, then updates the same message', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    await bench.revise(2)
    await bench.deliver()
    await bench.deliver()

    assert.deepEqual(
      bench.teams.sent.map(({ how, activityId, summary }) => [how, activityId, summary]),
      [
        ['post', 'm1', 'case cc r1'],
        ['update', 'm1', 'case cc r2'],
      ],
    )
    assert.deepEqual(await bench.store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('records what Teams took once more when the database did not hear it the first time', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    let cuts = 1
    const transaction: Store['transaction'] = async (work) => {
      if (cuts-- > 0) throw new Error('the connection was cut')
      return bench.store.transaction(work)
    }
    const store: Store = { ...bench.store, transaction, [Symbol.asyncDispose]: async () => undefined }
    await deliverDue({ ...bench.ports(), store }, AbortSignal.timeout(5000))
    assert.deepEqual(await bench.store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('lets everything under way end before it fails with the store', async () => {
    const others = ['19:b', '19:c'] as ConversationId[]
    for (const id of others) {
      await bench.store.saveConversation(sampleConversation({ id }))
      await bench.store.enqueue([fresh(`text:${id}`, id, { what: 'text', text: id, threadId: null }, 1, 0)], bench.now)
    }
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    let claims = 0
    const claim: Store['claim'] = (now, busy) => {
      if (claims++ === 2) return Promise.reject(new Error('the database is away'))
      return bench.store.claim(now, busy, 1)
    }
    const store: Store = { ...bench.store, claim, [Symbol.asyncDispose]: async () => undefined }
    bench.teams.during = async () => {
      for (let n = 0; n < 20; n++) await bench.store.counts()
    }
    await assert.rejects(deliverDue({ ...bench.ports(), store }, AbortSignal.timeout(5000)), /the database is away/)
    assert.equal(bench.teams.sent.length, 2)
    assert.deepEqual(await bench.store.counts(), { due: 1, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('sends only the newest of several changes', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.revise(2)
    await bench.revise(3)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['case cc r3'],
    )
  })

  it('sends nothing when the card would look the same', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    await bench.store.enqueue([cardDelivery({ ...CASE, revision: 2 })], bench.now)
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 1)
  })

  it('sends again when the case changed while its card was on the way', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    bench.teams.during = async () => {
      bench.teams.during = async () => undefined
      await bench.revise(2)
    }
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ how, summary }) => [how, summary]),
      [
        ['post', 'case cc r1'],
        ['update', 'case cc r2'],
      ],
    )
  })

  it('tells of a severity that rose while the first post was on the way', async () => {
    await bench.store.enqueue([cardDelivery({ ...CASE, severityRank: 2 })], bench.now)
    await bench.store.saveCases([{ ...CASE, severityRank: 2 }])
    bench.teams.during = async () => {
      bench.teams.during = async () => undefined
      await bench.store.saveCases([{ ...CASE, severityRank: 4, revision: 2 }])
    }
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['case cc r1', 'raised to 4'],
    )
  })

  it('begins a thread with an incident’s first card and replies with its other machines', async () => {
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE), cardDelivery(second)], bench.now)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ how, to }) => [how, to.threadId]),
      [
        ['post', null],
        ['post', 'm1'],
      ],
    )
  })

  it('keeps 1:1 chats without threads', async () => {
    await bench.store.saveConversation(sampleConversation({ kind: 'personal', team: null }))
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE), cardDelivery(second), raiseDelivery(CASE)], bench.now)
    await bench.deliver()
    assert.deepEqual([...new Set(bench.teams.sent.map(({ to }) => to.threadId))], [null])
  })

  it('replies in the thread when a case got worse', async () => {
    await bench.store.enqueue([cardDelivery(CASE), raiseDelivery(CASE)], bench.now)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary, to }) => [summary, to.threadId]),
      [
        ['case cc r1', null],
        ['raised to 4', 'm1'],
      ],
    )
  })

  it('sends the more severe first', async () => {
    const low = await bench.addCase({ id: 'd'.repeat(24) as CaseId, severityRank: 2, incidentId: 9 as IncidentId }, 'a2')
    await bench.store.enqueue([cardDelivery(low), cardDelivery(CASE)], bench.now)
    await bench.deliver()
    assert.deepEqual(
      bench.teams.sent.map(({ summary }) => summary),
      ['case cc r1', 'case dd r1'],
    )
  })

  it('lets no more into a conversation than Teams allows', async () => {
    for (let i = 0; i < 10; i += 1) {
      await bench.store.enqueue(
        [fresh(`text:${i}`, CASE.conversationId, { what: 'text', text: `n${i}`, threadId: null }, 5, 0)],
        bench.now,
      )
    }
    const same = bench.ports()
    const waitMs = await deliverDue(same, AbortSignal.timeout(5000))
    assert.equal(bench.teams.sent.length, 7)
    assert.equal(waitMs, 1000)
    bench.now = plusMs(NOW, 1000)
    await deliverDue(same, AbortSignal.timeout(5000))
    assert.equal(bench.teams.sent.length, 8)
  })

  it('is not stopped by a clock that is set back', async () => {
    const words = (key: string) => fresh(`text:${key}`, CASE.conversationId, { what: 'text', text: key, threadId: null }, 5, 0)
    let runningMs = 0
    const same = { ...bench.ports(), nowMs: () => runningMs }
    for (let i = 0; i < 7; i += 1) await bench.store.enqueue([words(`${i}`)], bench.now)
    await deliverDue(same, AbortSignal.timeout(5000))
    bench.now = plusMs(NOW, -3_600_000)
    await bench.store.enqueue([words('after')], bench.now)
    assert.equal(await deliverDue(same, AbortSignal.timeout(5000)), 1000)
    runningMs = 1000
    await deliverDue(same, AbortSignal.timeout(5000))
    assert.equal(bench.teams.sent.length, 8)
  })

  it('has one request at a time in a conversation, and several conversations at once', async () => {
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await bench.store.saveConversation(other)
    let running = 0
    const most: number[] = []
    bench.teams.during = async () => {
      running += 1
      most.push(running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    for (const [key, id] of [
      ['1', other.id],
      ['2', other.id],
      ['3', CASE.conversationId],
      ['4', CASE.conversationId],
    ] as const) {
      await bench.store.enqueue([fresh(`text:${key}`, id, { what: 'text', text: key, threadId: null }, 5, 0)], bench.now)
    }
    await bench.deliver()
    assert.equal(bench.teams.sent.length, 4)
    assert.equal(Math.max(...most), 2)
  })
})
