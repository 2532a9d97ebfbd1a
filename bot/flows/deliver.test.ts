import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ActivityId, CaseId, ConversationId, IncidentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh, raiseDelivery } from '../domain/plan.ts'
import { createSendBudget } from '../domain/send-budget.ts'
import type { Address, Connector, Message } from '../ports.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from '../test/samples.ts'
import type { DeliverPorts } from './deliver.ts'
import { deliverDue } from './deliver.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const CASE = sampleCase()

/** Takes messages down; fails as told, before or after. */
class FakeTeams implements Connector {
  sent: { how: 'post' | 'update'; to: Address; activityId: ActivityId; summary: string }[] = []
  fail: BotError[] = []
  during: () => Promise<void> = async () => undefined

  async post(to: Address, message: Message): Promise<ActivityId> {
    await this.#take()
    const activityId = `m${this.sent.length + 1}` as ActivityId
    this.sent.push({ how: 'post', to, activityId, summary: message.summary })
    return activityId
  }
  async update(to: Address, activityId: ActivityId, message: Message): Promise<void> {
    await this.#take()
    this.sent.push({ how: 'update', to, activityId, summary: message.summary })
  }
  async #take(): Promise<void> {
    await this.during()
    const error = this.fail.shift()
    if (error) throw error
  }
}

describe('delivering', () => {
  let store: Store
  let teams: FakeTeams
  let now: Instant
  let failures: { why: string; dead: boolean }[]

  beforeEach(async () => {
    store = await freshStore()
    teams = new FakeTeams()
    now = NOW
    failures = []
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await addCase({})
  })
  afterEach(() => store[Symbol.asyncDispose]())

  async function addCase(over: Parameters<typeof sampleCase>[0], alertId = 'a1'): Promise<ReturnType<typeof sampleCase>> {
    const one = sampleCase(over)
    const alert = sampleAlert({ id: alertId as never, incidentId: one.incidentId })
    await store.saveAlerts([alert], 1)
    await store.saveCases([one])
    await store.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])
    return one
  }
  const ports = (): DeliverPorts => ({
    store,
    connector: teams,
    budget: createSendBudget(),
    render: {
      caseCard: (file) => ({ summary: `case ${file.case.id.slice(0, 2)} r${file.case.revision}`, body: { card: {} } }),
      noticeCard: ({ title }) => ({ summary: title, body: { card: {} } }),
      raiseCard: (_, rank) => ({ summary: `raised to ${rank}`, body: { card: {} } }),
    },
    fingerprint: ({ summary }) => summary,
    now: () => now,
    random: () => 0.5,
    events: { delivered: () => undefined, failed: (_, why, dead) => failures.push({ why, dead }) },
  })
  const deliver = () => deliverDue(ports(), AbortSignal.timeout(5000))
  const revise = async (revision: number) => {
    const [one] = await store.cases([CASE.id])
    assert.ok(one)
    await store.saveCases([{ ...one, revision }])
    await store.enqueue([cardDelivery({ ...one, revision })], now)
  }

  it('posts a case once, then updates the same message', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    await revise(2)
    await deliver()
    await deliver()

    assert.deepEqual(
      teams.sent.map(({ how, activityId, summary }) => [how, activityId, summary]),
      [
        ['post', 'm1', 'case cc r1'],
        ['update', 'm1', 'case cc r2'],
      ],
    )
    assert.deepEqual(await store.counts(), { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('sends only the newest of several changes', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    await revise(2)
    await revise(3)
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ summary }) => summary),
      ['case cc r3'],
    )
  })

  it('sends nothing when the card would look the same', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    await store.enqueue([cardDelivery({ ...CASE, revision: 2 })], now)
    await deliver()
    assert.equal(teams.sent.length, 1)
  })

  it('sends again when the case changed while its card was on the way', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    teams.during = async () => {
      teams.during = async () => undefined
      await revise(2)
    }
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ how, summary }) => [how, summary]),
      [
        ['post', 'case cc r1'],
        ['update', 'case cc r2'],
      ],
    )
  })

  it('tells of a severity that rose while the first post was on the way', async () => {
    await store.enqueue([cardDelivery({ ...CASE, severityRank: 2 })], now)
    await store.saveCases([{ ...CASE, severityRank: 2 }])
    teams.during = async () => {
      teams.during = async () => undefined
      await store.saveCases([{ ...CASE, severityRank: 4, revision: 2 }])
    }
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ summary }) => summary),
      ['case cc r1', 'raised to 4'],
    )
  })

  it('begins a thread with an incident’s first card and replies with its other machines', async () => {
    const second = await addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await store.enqueue([cardDelivery(CASE), cardDelivery(second)], now)
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ how, to }) => [how, to.threadId]),
      [
        ['post', null],
        ['post', 'm1'],
      ],
    )
  })

  it('keeps 1:1 chats without threads', async () => {
    await store.saveConversation(sampleConversation({ kind: 'personal', team: null }))
    const second = await addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await store.enqueue([cardDelivery(CASE), cardDelivery(second), raiseDelivery(CASE)], now)
    await deliver()
    assert.deepEqual([...new Set(teams.sent.map(({ to }) => to.threadId))], [null])
  })

  it('replies in the thread when a case got worse', async () => {
    await store.enqueue([cardDelivery(CASE), raiseDelivery(CASE)], now)
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ summary, to }) => [summary, to.threadId]),
      [
        ['case cc r1', null],
        ['raised to 4', 'm1'],
      ],
    )
  })

  it('sends the more severe first', async () => {
    const low = await addCase({ id: 'd'.repeat(24) as CaseId, severityRank: 2, incidentId: 9 as IncidentId }, 'a2')
    await store.enqueue([cardDelivery(low), cardDelivery(CASE)], now)
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ summary }) => summary),
      ['case cc r1', 'case dd r1'],
    )
  })

  it('waits as long as Teams says, then sends', async () => {
    teams.fail = [new BotError('throttled', 'Teams POST: 429', { retryAfterMs: 7000 })]
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    now = plusMs(NOW, 6999)
    await deliver()
    assert.equal(teams.sent.length, 0)
    now = plusMs(NOW, 7000)
    await deliver()
    assert.equal(teams.sent.length, 1)
    assert.equal((await store.counts()).unclearPosts, 0)
  })

  it('posts again after 30 s when it never learnt the outcome, and counts it', async () => {
    teams.fail = [new BotError('unclear', 'Teams POST: 504')]
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    now = plusMs(NOW, 29_999)
    await deliver()
    assert.equal(teams.sent.length, 0)
    now = plusMs(NOW, 30_000)
    await deliver()
    assert.equal(teams.sent.length, 1)
    assert.equal((await store.counts()).unclearPosts, 1)
  })

  it('posts again after a crash between the request and its answer, no sooner than 30 s later', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    await store.claim(now, [], 1) // and here the process died
    assert.equal(await store.recover(plusMs(now, 30_000)), 1)
    await deliver()
    assert.equal(teams.sent.length, 0)
    now = plusMs(NOW, 30_000)
    await deliver()
    assert.deepEqual([teams.sent.length, (await store.counts()).unclearPosts], [1, 1])
  })

  it('posts a card anew when its message was deleted in Teams', async () => {
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    teams.fail = [new BotError('not-found', 'Teams PUT: 404', { detail: 'ActivityNotFoundInConversation' })]
    await revise(2)
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ how, activityId, to }) => [how, activityId, to.threadId]),
      [
        ['post', 'm1', null],
        ['post', 'm2', null],
      ],
    )
  })

  it('keeps what Teams will never take, with the reason', async () => {
    teams.fail = [new BotError('too-big', 'Teams POST: 413', { detail: 'MessageSizeTooBig' })]
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    assert.equal((await store.counts()).dead, 1)
    assert.deepEqual(failures, [{ why: 'Teams POST: 413 (MessageSizeTooBig)', dead: true }])
  })

  it('tells the operator what will not be delivered, once', async () => {
    const operator = sampleConversation({ id: '19:operator' as ConversationId, name: 'Operators' })
    await store.saveConversation(operator)
    await store.setCursor('operator', operator.id)
    teams.fail = [new BotError('rejected', 'Teams POST: 400', { detail: 'BadArgument' })]
    await store.enqueue([cardDelivery(CASE)], now)
    await deliver()
    await deliver()
    assert.deepEqual(
      teams.sent.map(({ to, summary }) => [to.conversationId, summary]),
      [[operator.id, 'Something could not be delivered']],
    )
  })

  it('keeps a delivery of which our own code made a fault, and goes on with the others', async () => {
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await store.saveConversation(other)
    await store.enqueue(
      [cardDelivery(CASE), fresh('text:1', other.id, { what: 'text', text: 'Hello', threadId: null }, 5, 0)],
      now,
    )
    const broken = ports()
    const faulty = { ...broken, render: { ...broken.render, caseCard: () => assert.fail('a fault') } }
    await deliverDue(faulty, AbortSignal.timeout(5000))
    assert.deepEqual(
      teams.sent.map(({ summary }) => summary),
      ['Hello'],
    )
    assert.deepEqual(await store.counts(), { due: 1, sending: 0, dead: 0, waiting: 0, unclearPosts: 0 })
  })

  it('lets no more into a conversation than Teams allows', async () => {
    for (let i = 0; i < 10; i += 1) {
      await store.enqueue([fresh(`text:${i}`, CASE.conversationId, { what: 'text', text: `n${i}`, threadId: null }, 5, 0)], now)
    }
    const same = ports()
    const waitMs = await deliverDue(same, AbortSignal.timeout(5000))
    assert.equal(teams.sent.length, 7)
    assert.equal(waitMs, 1000)
    now = plusMs(NOW, 1000)
    await deliverDue(same, AbortSignal.timeout(5000))
    assert.equal(teams.sent.length, 8)
  })

  it('has one request at a time in a conversation, and several conversations at once', async () => {
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await store.saveConversation(other)
    let running = 0
    const most: number[] = []
    teams.during = async () => {
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
      await store.enqueue([fresh(`text:${key}`, id, { what: 'text', text: key, threadId: null }, 5, 0)], now)
    }
    await deliver()
    assert.equal(teams.sent.length, 4)
    assert.equal(Math.max(...most), 2)
  })
})
