import assert from 'node:assert/strict'
import { createSendLimits } from './send-limits.ts'

describe('the rate limits of Teams', () => {
  let now = 0
  const clock = { now: () => now, advance: () => {} }

  /** Asks every `everyMs`; how many pass before the first refusal, and how long that says to wait. */
  const until = (everyMs: number, ask: () => number | null): [number, number] => {
    for (let passed = 0; ; passed += 1) {
      const wait = ask()
      if (wait !== null) return [passed, wait]
      now += everyMs
    }
  }
  const limits: [string, Parameters<ReturnType<typeof createSendLimits>>[0], number, [number, number]][] = [
    ['7 sends in a second', 'send', 1, [7, 1]],
    ['8 sends in two seconds', 'send', 150, [8, 1]],
    ['60 sends in thirty seconds', 'send', 400, [60, 6]],
    ['1,800 sends in an hour', 'send', 1_000, [1_800, 1_800]],
    ['14 questions for members in a second', 'get members', 1, [14, 1]],
  ]
  for (const [what, operation, everyMs, expected] of limits) {
    it(`lets ${what} pass in one thread`, () => {
      const take = createSendLimits(clock)
      assert.deepEqual(
        until(everyMs, () => take(operation, 'a')),
        expected,
      )
      assert.equal(take(operation, 'b'), null)
    })
  }

  it('lets 50 requests in a second pass over all threads', () => {
    const take = createSendLimits(clock)
    let thread = 0
    assert.deepEqual(
      until(1, () => take('send', String(thread++))),
      [50, 1],
    )
  })
})
