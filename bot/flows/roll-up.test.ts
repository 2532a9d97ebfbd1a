import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { CaseId, IncidentId, MachineId } from '../domain/ids.ts'
import { msOf, plusMs } from '../domain/instant.ts'
import { cardDelivery } from '../domain/plan.ts'
import { createSendBudget } from '../domain/send-budget.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { CASE, deliveryBench } from '../test/delivery-bench.ts'
import { deliverDue } from './deliver.ts'
import { createStormWatch, showAllMachines } from './roll-up.ts'
import { settleCases } from './settle-cases.ts'

const INCIDENT = 812 as IncidentId
const GONE = new BotError('not-found', 'Teams PUT: 404', { detail: 'ActivityNotFoundInConversation' })
const idOf = (index: number): CaseId => index.toString(16).padStart(24, '0') as CaseId

describe('a storm in a channel', () => {
  let bench: DeliveryBench
  let told: { counted: number; shown: number }[]
  let pass: () => Promise<number>

  beforeEach(async () => {
    bench = await deliveryBench()
    told = []
    const budget = createSendBudget()
    const watch = createStormWatch({
      store: bench.store,
      budget,
      nowMs: () => msOf(bench.now),
      rolledUp: (_, __, counted, shown) => told.push({ counted, shown }),
    })
    pass = () => deliverDue({ ...bench.ports(), budget, watch }, AbortSignal.timeout(5000))
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  /** `count` more machines of the incident, each with a low alert. */
  async function machines(count: number, severityRank = 2): Promise<void> {
    for (let i = 1; i <= count; i += 1) {
      const machineId = i.toString(16).padStart(40, '0') as MachineId
      await bench.addCase({ id: idOf(i), machineId, severityRank }, `alert-${i}`)
    }
    await bench.store.enqueue(
      (await bench.store.cases(Array.from({ length: count }, (_, i) => idOf(i + 1)))).map(cardDelivery),
      bench.now,
    )
  }
  async function seconds(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      await pass()
      bench.now = plusMs(bench.now, 1000)
    }
  }
  const posts = () => bench.teams.sent.filter(({ how }) => how === 'post').length
  const counted = async () => (await bench.store.caseFile(CASE.id, 1))?.counted

  it('counts machines beyond the first ten on the thread’s first card, and shows them when it is calm', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await seconds(1)
    await machines(80)
    await seconds(2)
    assert.deepEqual(await counted(), new Map([[2, 71]]))
    assert.ok(posts() <= 10, `${posts()} posts`)
    await seconds(3)
    assert.ok(bench.teams.sent.some(({ how, activityId }) => how === 'update' && activityId === 'm1'))

    await seconds(200)
    assert.equal(posts(), 81)
    assert.deepEqual(await counted(), new Map())
    assert.equal(
      told.reduce((sum, one) => sum + one.counted, 0),
      told.reduce((sum, one) => sum + one.shown, 0),
    )
  })

  it('shows them all at once when somebody asks, and does not count them again', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await seconds(1)
    await machines(80)
    await seconds(2)
    assert.deepEqual(await counted(), new Map([[2, 71]]))
    await showAllMachines(bench.store, CASE.conversationId, INCIDENT, bench.now)
    assert.deepEqual(await counted(), new Map())
    assert.equal((await bench.store.counts()).due, 81 - posts() + 1) // and the thread's first card, which says so
    await seconds(3)
    assert.deepEqual(await counted(), new Map())
  })

  it('changes the count, not a card, when something happens to a counted machine', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await seconds(1)
    await machines(80)
    await seconds(2)
    const [first] = await bench.store.cases([CASE.id])
    await settleCases(bench.store, [idOf(80)], bench.now)
    const [after] = await bench.store.cases([CASE.id])
    assert.ok((after?.revision ?? 0) > (first?.revision ?? 0))

    bench.now = plusMs(bench.now, 3000)
    const due: string[] = []
    for (
      let claimed = await bench.store.claim(bench.now, [], 9);
      claimed.length > 0;
      claimed = await bench.store.claim(bench.now, [], 9)
    ) {
      for (const one of claimed) await bench.store.sent(one, null, bench.now)
      due.push(...claimed.map(({ key }) => key))
    }
    assert.ok(due.includes(`card:${CASE.id}`))
    assert.ok(!due.includes(`card:${idOf(80)}`))
  })

  it('is told on the new first card when the old one was deleted', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await seconds(1)
    await machines(80)
    await seconds(2)
    bench.teams.refuses = ({ threadId }) => (threadId === 'm1' ? GONE : null)
    await bench.revise(50)
    await seconds(4)
    const root = bench.teams.sent.findLast(({ how, to }) => how === 'post' && to.threadId === null)
    assert.ok(root && root.activityId !== 'm1')
    assert.equal((await bench.store.caseFile(CASE.id, 1))?.case.activityId, root.activityId)
    assert.ok(bench.teams.sent.some(({ how, activityId }) => how === 'update' && activityId === root.activityId))
  })

  it('is watched for once a second, also after the clock was set back', async () => {
    let runningMs = 0
    let looks = 0
    const backlogs = async () => {
      looks += 1
      return []
    }
    const store = { ...bench.store, backlogs, [Symbol.asyncDispose]: async () => undefined }
    const watch = createStormWatch({ store, budget: createSendBudget(), nowMs: () => runningMs, rolledUp: () => undefined })
    for (const [ms, now] of [
      [0, 0],
      [999, 999],
      [1000, -3_600_000],
    ] as const) {
      runningMs = ms
      await watch(plusMs(bench.now, now))
    }
    assert.equal(looks, 2)
  })

  it('leaves a post of unknown outcome alone: it may stand there', async () => {
    await bench.store.enqueue([cardDelivery(CASE)], bench.now)
    await seconds(1)
    await machines(80)
    const tried = (await bench.store.claim(bench.now, [], 1))[0]
    assert.ok(tried)
    await bench.store.later(tried, bench.now, 'post', 'Teams POST: 504')
    await seconds(2)
    const [crowd] = await bench.store.crowds(CASE.conversationId)
    assert.ok(!crowd?.rolledUp.some(({ id }) => tried.key === `card:${id}`))
  })
})
