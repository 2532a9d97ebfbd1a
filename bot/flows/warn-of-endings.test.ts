import assert from 'node:assert/strict'
import type { Ending } from '../domain/ending.ts'
import type { ConversationId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { DeliveryBench } from '../test/delivery-bench.ts'
import { deliveryBench, NOW } from '../test/delivery-bench.ts'
import { sampleConversation } from '../test/samples.ts'
import { warnOfEndings } from './warn-of-endings.ts'

const DAY = 86_400_000
const OPERATOR = '19:operator' as ConversationId

describe('the operator conversation', () => {
  let bench: DeliveryBench
  const secret: Ending = { name: 'sso-secret', version: 'a', endsAt: plusMs(NOW, 31 * DAY) }

  beforeEach(async () => {
    bench = await deliveryBench()
    await bench.store.saveConversation(sampleConversation({ id: OPERATOR, name: 'Operators' }))
    await bench.store.setCursor('operator', OPERATOR)
  })
  afterEach(() => bench[Symbol.asyncDispose]())

  const daysLater = (days: number) => {
    bench.now = plusMs(NOW, days * DAY)
  }
  const warn = (...endings: Ending[]) => warnOfEndings({ store: bench.store, now: () => bench.now }, endings)
  const titles = async (): Promise<string[]> => {
    await bench.deliver()
    return bench.teams.sent.map(({ summary }) => summary)
  }

  it('is told 30, 7 and 1 days before a secret ends and when it has, once each', async () => {
    for (let day = 0; day <= 40; day += 0.5) {
      daysLater(day)
      await warn(secret)
    }
    assert.deepEqual(await titles(), [
      'sso-secret ends within 30 days',
      'sso-secret ends within 7 days',
      'sso-secret ends within a day',
      'sso-secret has ended',
    ])
  })

  it('is told what is true now when the service was away for weeks', async () => {
    daysLater(32)
    assert.equal(await warn(secret), 1)
    assert.deepEqual(await titles(), ['sso-secret has ended'])
  })

  it('is told of a new version anew', async () => {
    daysLater(30.5)
    await warn(secret)
    assert.equal(await warn({ ...secret, version: 'b', endsAt: plusMs(bench.now, 100 * DAY) }), 0)
    assert.equal(await warn({ ...secret, version: 'c', endsAt: plusMs(bench.now, 6 * DAY) }), 1)
  })

  it('is told when there is one: until then nothing counts as told', async () => {
    await bench.store.setCursor('operator', null)
    daysLater(2)
    assert.equal(await warn(secret), 0)
    await bench.store.setCursor('operator', OPERATOR)
    assert.equal(await warn(secret), 1)
  })
})
