import assert from 'node:assert/strict'
import type { Case } from '../domain/case.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, CaseId, IncidentId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import { cardDelivery, fresh } from '../domain/plan.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'

describe('a thread whose first message is gone', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  /** Another case of the incident, whose first card stands. */
  const secondOfThread = async (): Promise<Case> => {
    const second = await bench.addCase({ id: 'd'.repeat(24) as CaseId, machineId: '2'.repeat(40) as never }, 'a2')
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await bench.deliver()
    return second
  }

  it('begins another thread when the first message of an incident’s thread is gone', async () => {
    const second = await secondOfThread()
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
    const second = await secondOfThread()
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
    const second = await secondOfThread()
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
})
