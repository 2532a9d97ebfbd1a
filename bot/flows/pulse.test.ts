import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ConversationId } from '../domain/ids.ts'
import { msOf, plusMs } from '../domain/instant.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { deliveryBench, NOW } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'
import { beginPulse, heartbeat } from './pulse.ts'

const MINUTE = 60_000
const OPERATOR = '19:operator' as ConversationId

describe('the heartbeat', () => {
  let bench: DeliveryBench

  beforeEach(async () => {
    bench = await deliveryBench()
    await bench.store.saveConversation(sampleConversation({ id: OPERATOR, name: 'Operators' }))
    await bench.store.setCursor('operator', OPERATOR)
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  const beat = async () => {
    await beginPulse(bench.store, bench.now)
    await bench.deliver()
  }
  const minutesLater = (minutes: number) => {
    bench.now = plusMs(NOW, minutes * MINUTE)
  }
  const told = async () => {
    const { is, lastTrip } = await heartbeat(bench.store, msOf(bench.now) - msOf(NOW), bench.now)
    return [is, lastTrip]
  }

  it('is one message, posted once and then updated every three minutes', async () => {
    for (const minute of [0, 1, 2.99, 3, 6]) {
      minutesLater(minute)
      await beat()
    }
    assert.deepEqual(
      bench.teams.sent.map(({ how, to, activityId }) => [how, to.conversationId, activityId]),
      [
        ['post', OPERATOR, 'm1'],
        ['update', OPERATOR, 'm1'],
        ['update', OPERATOR, 'm1'],
      ],
    )
    assert.deepEqual(await told(), ['beating', plusMs(NOW, 6 * MINUTE)])
  })

  it('is late when no pulse arrived for nine minutes, and beats again with the next that does', async () => {
    await beat()
    bench.teams.refuses = () => new BotError('unreachable', 'Teams is away')
    for (const minute of [3, 6, 9]) {
      minutesLater(minute)
      await beat()
      assert.deepEqual(await told(), ['beating', NOW])
    }
    minutesLater(9.1)
    assert.deepEqual(await told(), ['late', NOW])
    bench.teams.refuses = () => null
    minutesLater(30)
    await beat()
    assert.deepEqual(await told(), ['beating', plusMs(NOW, 30 * MINUTE)])
  })

  it('is not late when the service has only just begun', async () => {
    await beat()
    minutesLater(600)
    assert.equal((await heartbeat(bench.store, 0, bench.now)).is, 'beating')
  })

  it('goes on when the clock is set back, and is late then too when nothing arrives', async () => {
    minutesLater(60)
    await beat()
    minutesLater(0)
    await beat()
    assert.deepEqual([bench.teams.sent.length, (await heartbeat(bench.store, 60 * MINUTE, bench.now)).lastTrip], [2, NOW])
    minutesLater(-60)
    assert.equal((await heartbeat(bench.store, 60 * MINUTE, bench.now)).is, 'late')
    assert.equal((await heartbeat(bench.store, 8 * MINUTE, bench.now)).is, 'beating')
  })

  it('is not late by the clock of an instance that is up to a minute behind', async () => {
    await beat()
    const isAt = async (ms: number) => (await heartbeat(bench.store, 60 * MINUTE, plusMs(NOW, ms))).is
    assert.deepEqual([await isAt(-1), await isAt(-MINUTE), await isAt(-MINUTE - 1)], ['beating', 'beating', 'late'])
  })

  it('is posted anew when its message was deleted, or another conversation is the operator’s', async () => {
    await beat()
    bench.teams.fail = [new BotError('not-found', 'Teams PUT: 404', { detail: 'ActivityNotFoundInConversation' })]
    minutesLater(3)
    await beat()
    const other = sampleConversation({ id: '19:other' as ConversationId })
    await bench.store.saveConversation(other)
    await bench.store.setCursor('operator', other.id)
    minutesLater(6)
    await beat()
    assert.deepEqual(
      bench.teams.sent.map(({ how, to }) => [how, to.conversationId]),
      [
        ['post', OPERATOR],
        ['post', OPERATOR],
        ['post', other.id],
      ],
    )
  })

  it('says so when there is no conversation for it', async () => {
    await bench.store.setCursor('operator', null)
    await beat()
    assert.deepEqual([bench.teams.sent.length, await told()], [0, ['none', null]])
  })

  it('is late, and not merely absent, once the conversation that it reached is lost', async () => {
    await beat()
    await bench.store.setCursor('operator', null)
    assert.deepEqual(await told(), ['beating', NOW])
    minutesLater(9.1)
    assert.deepEqual(await told(), ['late', NOW])
  })
})
