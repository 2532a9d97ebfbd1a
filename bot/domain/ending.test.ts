import assert from 'node:assert/strict'
import { daysAhead } from './ending.ts'
import { instantOf } from './instant.ts'

const DAY = 86_400_000

describe('the end of something of ours', () => {
  for (const [left, ahead] of [
    [31 * DAY, null],
    [30 * DAY + 1, null],
    [30 * DAY, 30],
    [7 * DAY + 1, 30],
    [7 * DAY, 7],
    [DAY + 1, 7],
    [DAY, 1],
    [-DAY, 1],
  ] as const) {
    it(`in ${left / DAY} days is ${ahead === null ? 'no matter yet' : `warned of as ${ahead} days ahead`}`, () => {
      const now = 1_700_000_000_000
      assert.equal(daysAhead(instantOf(now + left), instantOf(now)), ahead)
    })
  }
})
