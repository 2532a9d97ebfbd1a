import assert from 'node:assert/strict'
import { createCallQuota } from './call-quota.ts'
import { pollPaceMs } from './poll-pace.ts'

const CALM = 10_000
const seen = (over: object = {}) => ({ sinceNewsMs: 0, lastHour: 0, calls: 1, ...over })

describe('the pace of polling', () => {
  it('is 2.5 s for a minute after an alert, else what was set', () => {
    assert.equal(pollPaceMs(CALM, seen()), 2500)
    assert.equal(pollPaceMs(CALM, seen({ sinceNewsMs: 59_999 })), 2500)
    assert.equal(pollPaceMs(CALM, seen({ sinceNewsMs: 60_000 })), CALM)
    assert.equal(pollPaceMs(2000, seen()), 2000)
  })

  it('is slower the more calls a reading takes, up to a minute', () => {
    assert.equal(pollPaceMs(CALM, seen({ calls: 3 })), 7500)
    assert.equal(pollPaceMs(CALM, seen({ calls: 50 })), 60_000)
    assert.equal(pollPaceMs(300_000, seen({ sinceNewsMs: 60_000, calls: 2 })), 300_000)
  })

  it('never has to stop for its share, though alerts come without end', () => {
    const quota = createCallQuota()
    let [now, fast, most] = [0, 0, 0]
    while (now < 6 * 3_600_000) {
      assert.equal(quota.waitMs('read', now), 0)
      quota.spend('read', now)
      const { lastHour } = quota.counts(now)
      most = Math.max(most, lastHour)
      const pace = pollPaceMs(CALM, seen({ lastHour, sinceNewsMs: now < 3_600_000 ? 60_000 : 0 })) // calm for an hour at first
      if (pace === 2500 && fast === now - 3_600_000) fast += pace
      now += pace
    }
    assert.ok(fast > 18 * 60_000 && fast < 20 * 60_000, `fast for ${fast} ms`)
    assert.equal(most, 700)
  })
})
