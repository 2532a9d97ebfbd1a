import assert from 'node:assert/strict'
import type { Purpose } from './call-quota.ts'
import { createCallQuota } from './call-quota.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MOST: readonly (readonly [Purpose, number, number])[] = [
  ['tab', 90, 1350],
  ['follow', 80, 1200],
  ['read', 70, 1050],
  ['catch-up', 50, 750],
]

/** Numbers from 0 to 1, the same ones for the same seed (Numerical Recipes' linear congruence). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** The most calls in any span of this length. */
const densest = (times: readonly number[], spanMs: number): number =>
  Math.max(...times.map((at, n) => times.slice(n).filter((other) => other < at + spanMs).length))

describe('call quota', () => {
  for (const [purpose, aMinute, anHour] of MOST) {
    it(`lets ${aMinute} calls a minute and ${anHour} an hour out for ${purpose}, however it is asked`, () => {
      const quota = createCallQuota()
      const random = numbers(aMinute)
      const times: number[] = []
      for (let now = 0; now < 2 * HOUR; ) {
        const waitMs = quota.waitMs(purpose, now)
        if (waitMs === 0) {
          quota.spend(purpose, now)
          times.push(now)
        }
        now += waitMs > 0 && random() < 0.7 ? waitMs : random() * 400
      }
      assert.equal(densest(times.slice(0, 500), MINUTE), aMinute)
      assert.equal(densest(times, HOUR), anHour)
    })
  }

  it('keeps room for those who wait for an answer, in the order of their patience', () => {
    const quota = createCallQuota()
    const order: readonly Purpose[] = ['catch-up', 'read', 'follow', 'tab']
    for (const [purpose, own] of [
      ['catch-up', 1],
      ['read', 6],
      ['follow', 60],
    ] as const)
      for (let n = 0; n < own; n += 1) quota.spend(purpose, 0)
    const stillOpen = () => order.filter((purpose) => quota.waitMs(purpose, 0) === 0)
    const seen = [stillOpen().length]
    for (let calls = 67; calls < 100; calls += 1) {
      quota.spend('click', 0)
      assert.deepEqual(stillOpen(), order.slice(order.length - stillOpen().length))
      assert.equal(quota.waitMs('click', 0), 0)
      seen.push(stillOpen().length)
    }
    assert.deepEqual([...new Set(seen)], [3, 2, 1, 0])
  })

  for (const [purpose, aMinute, anHour] of [
    ['read', 6, 360],
    ['follow', 60, 360],
    ['catch-up', 1, 60],
  ] as const) {
    it(`lets ${aMinute} calls a minute and ${anHour} an hour out for ${purpose}, whatever people do`, () => {
      const quota = createCallQuota()
      const times: number[] = []
      for (let now = 0; now < HOUR; now += 500) {
        quota.spend('click', now)
        if (now < MINUTE || quota.waitMs(purpose, now) > 0) continue
        quota.spend(purpose, now)
        times.push(now)
      }
      assert.equal(densest(times, MINUTE), aMinute)
      assert.ok(times.length >= anHour - aMinute && times.length <= anHour, `${times.length}`)
    })
  }

  it('counts the calls of all purposes together', () => {
    const quota = createCallQuota()
    quota.spend('catch-up', 0)
    for (let n = 1; n < 50; n += 1) quota.spend('click', n * 100)
    assert.equal(quota.waitMs('catch-up', 5000), MINUTE - 5000)
    assert.equal(quota.waitMs('read', 5000), 0)
    assert.deepEqual(quota.counts(5000), { lastMinute: 50, lastHour: 50 })
    assert.deepEqual(quota.counts(MINUTE + 1000), { lastMinute: 39, lastHour: 50 })
    assert.deepEqual(quota.counts(2 * HOUR), { lastMinute: 0, lastHour: 0 })
  })

  it('lets nothing but clicks out for as long as Defender says', () => {
    const quota = createCallQuota()
    quota.refused(17_000, 1000)
    quota.refused(2_000, 1500)
    for (const [purpose] of MOST) assert.equal(quota.waitMs(purpose, 2000), 16_000)
    assert.equal(quota.waitMs('click', 2000), 0)
    assert.equal(quota.waitMs('read', 18_000), 0)
  })

  it('waits a minute when Defender refuses and does not say for how long', () => {
    const quota = createCallQuota()
    quota.refused(null, 0)
    assert.equal(quota.waitMs('read', 1000), MINUTE - 1000)
  })
})
