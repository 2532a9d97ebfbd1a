import assert from 'node:assert/strict'
import type { Purpose } from './call-quota.ts'
import { createCallQuota } from './call-quota.ts'
import { pollPaceMs } from './poll-pace.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** What each may have in a minute and in an hour when nothing else goes out: its own and what is shared. */
const MOST: readonly (readonly [Purpose, number, number])[] = [
  ['tab', 78, 640],
  ['follow', 4 + 60, 240 + 480],
  ['read', 6 + 34, 360 + 370],
  ['catch-up', 1 + 32, 60 + 300],
]
const OWN = [
  ['read', 10 * SECOND],
  ['follow', 15 * SECOND],
  ['catch-up', MINUTE],
] as const

/** Numbers from 0 to 1, the same ones for the same seed (Numerical Recipes' linear congruence). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** The most calls in any span of this length. */
function densest(times: readonly number[], spanMs: number): number {
  let first = 0
  return times.reduce((most, at, n) => {
    while ((times[first] ?? at) <= at - spanMs) first += 1
    return Math.max(most, n + 1 - first)
  }, 0)
}
const longestGap = (times: readonly number[]): number => Math.max(...times.map((at, n) => at - (times[n - 1] ?? 0)))

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
      for (const [spanMs, most] of [
        [MINUTE, aMinute],
        [HOUR, anHour],
      ] as const) {
        const seen = densest(times, spanMs)
        assert.ok(seen <= most && seen > most * 0.95, `${seen}`)
      }
    })
  }

  it('keeps room for those who wait for an answer, in the order of their patience', () => {
    const quota = createCallQuota()
    const order: readonly Purpose[] = ['catch-up', 'read', 'follow', 'tab']
    for (const [purpose] of OWN) quota.spend(purpose, 0)
    const stillOpen = () => order.filter((purpose) => quota.waitMs(purpose, 0) === 0)
    const seen = [stillOpen().length]
    for (let clicks = 0; clicks < 80; clicks += 1) {
      quota.spend('click', 0)
      assert.deepEqual(stillOpen(), order.slice(order.length - stillOpen().length))
      assert.equal(quota.waitMs('click', 0), 0)
      seen.push(stillOpen().length)
    }
    assert.deepEqual([...new Set(seen)], [4, 3, 2, 1, 0])
  })

  for (const [purpose, everyMs] of OWN) {
    it(`lets a call out for ${purpose} every ${everyMs / SECOND} s, whatever people do`, () => {
      const quota = createCallQuota()
      const times: number[] = []
      for (let now = 0; now < 90 * MINUTE; now += SECOND) {
        for (const click of ['click', 'click'] as const) quota.spend(click, now)
        if (quota.waitMs(purpose, now) > 0) continue
        quota.spend(purpose, now)
        if (now > MINUTE) times.push(now - MINUTE)
      }
      assert.equal(longestGap(times), everyMs)
      assert.equal(densest(times, HOUR), HOUR / everyMs)
    })
  }

  it('takes what a reading had beyond what is allowed from the next ones', () => {
    const quota = createCallQuota()
    for (let clicks = 0; clicks < 640; clicks += 1) quota.spend('click', 0)
    for (const seconds of [0, 1, 2]) quota.spend('read', seconds * SECOND)
    assert.equal(quota.waitMs('read', 3 * SECOND), 27 * SECOND)
    assert.equal(quota.closedMs('read', 3 * SECOND), 0)
    assert.equal(quota.waitMs('read', 30 * SECOND), 0)
  })

  it('has that paid first, also when there is something to share again', () => {
    const quota = createCallQuota()
    for (let clicks = 0; clicks < 80; clicks += 1) quota.spend('click', 0)
    for (let calls = 0; calls < 5; calls += 1) quota.spend('catch-up', 10 * SECOND)
    assert.equal(quota.waitMs('catch-up', MINUTE + 10 * SECOND), 3 * MINUTE)
    assert.equal(quota.waitMs('catch-up', 4 * MINUTE + 10 * SECOND), 0)
  })

  it('counts the calls of all purposes together', () => {
    const quota = createCallQuota()
    for (const purpose of ['catch-up', 'catch-up'] as const) quota.spend(purpose, 0)
    for (let n = 1; n < 32; n += 1) quota.spend('click', n * 100)
    assert.equal(quota.waitMs('catch-up', 5000), MINUTE - 5000)
    assert.equal(quota.waitMs('read', 5000), 0)
    assert.deepEqual(quota.counts(5000), { lastMinute: 33, lastHour: 33 })
    assert.deepEqual(quota.counts(MINUTE + 1000), { lastMinute: 21, lastHour: 33 })
    assert.deepEqual(quota.counts(2 * HOUR), { lastMinute: 0, lastHour: 0 })
  })

  it('lets nothing but clicks out for as long as Defender says', () => {
    const quota = createCallQuota()
    quota.refused(17_000, 1000)
    quota.refused(2_000, 1500)
    for (const [purpose] of MOST) {
      assert.equal(quota.waitMs(purpose, 2000), 16_000)
      assert.equal(quota.closedMs(purpose, 2000), 16_000)
    }
    assert.equal(quota.waitMs('click', 2000), 0)
    assert.equal(quota.waitMs('read', 18_000), 0)
  })

  it('waits a minute when Defender refuses and does not say for how long', () => {
    const quota = createCallQuota()
    quota.refused(null, 0)
    assert.equal(quota.waitMs('read', 1000), MINUTE - 1000)
  })

  for (const [incident, clickEveryMs, tabEveryMs] of [
    ['alerts without end, and an isolation every two minutes', 2 * MINUTE, Number.POSITIVE_INFINITY],
    ['the same, and open tabs that read all they may', 2 * MINUTE, 500],
    ['people who only look', Number.POSITIVE_INFINITY, 200],
  ] as const) {
    it(`never goes beyond Defender’s limits nor stops reading for hours of ${incident}`, () => {
      const quota = createCallQuota()
      const all: number[] = []
      const times: Record<Purpose, number[]> = { click: [], tab: [], follow: [], read: [], 'catch-up': [] }
      const spend = (purpose: Purpose, now: number, calls = 1): void => {
        for (let n = 0; n < calls; n += 1) {
          quota.spend(purpose, now)
          all.push(now)
        }
        times[purpose].push(now)
      }
      const due: Record<Purpose, number> = { click: 0, tab: 0, follow: 0, read: 0, 'catch-up': 0 }
      const pass = {
        click: (now: number) => {
          if (clickEveryMs < HOUR) spend('click', now, 6)
          return clickEveryMs
        },
        tab: (now: number) => {
          if (tabEveryMs < HOUR) spend('tab', now)
          return tabEveryMs
        },
        follow: (now: number) => {
          spend('follow', now)
          return 2500
        },
        read: (now: number) => {
          spend('read', now)
          return pollPaceMs(10 * SECOND, { sinceNewsMs: 0, lastHour: quota.counts(now).lastHour, calls: 1 })
        },
        'catch-up': (now: number) => {
          spend('catch-up', now, 3)
          return 5 * SECOND
        },
      }
      const purposes = Object.keys(pass) as Purpose[]
      for (let now = 0; now < 5 * HOUR; now = Math.min(...Object.values(due))) {
        for (const purpose of purposes.filter((one) => due[one] <= now))
          due[purpose] = now + (quota.waitMs(purpose, now) || pass[purpose](now))
      }

      assert.ok(densest(all, MINUTE) <= 100, `${densest(all, MINUTE)} a minute`)
      assert.ok(densest(all, HOUR) <= 1500, `${densest(all, HOUR)} an hour`)
      assert.ok(longestGap(times.read) <= 10 * SECOND, `${longestGap(times.read)} ms without a reading`)
      assert.ok(longestGap(times.follow) <= 15 * SECOND, `${longestGap(times.follow)} ms without a look`)
      assert.ok(longestGap(times['catch-up']) <= 3 * MINUTE, `${longestGap(times['catch-up'])} ms without older alerts`)
    })
  }
})
