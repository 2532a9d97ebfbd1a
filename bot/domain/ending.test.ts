import assert from 'node:assert/strict'
import { daysAhead, isAboutToEnd } from './ending.ts'
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
    [1, 1],
    [0, 0],
    [-DAY, 0],
  ] as const) {
    it(`in ${left / DAY} days is ${ahead === null ? 'no matter yet' : `warned of as ${ahead} days ahead`}`, () => {
      const now = 1_700_000_000_000
      assert.equal(daysAhead(instantOf(now + left), instantOf(now)), ahead)
    })
  }

  it('is near a day before it, and stays so once it is past', () => {
    const near = [31 * DAY, DAY + 1, DAY, 0, -DAY].map((left) => isAboutToEnd(instantOf(100 * DAY + left), instantOf(100 * DAY)))
    assert.deepEqual(near, [false, false, true, true, true])
  })
})
