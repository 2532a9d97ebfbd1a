import assert from 'node:assert/strict'
import { instantOf, justAfter, msOf, parseInstant, plusMs } from './instant.ts'

describe('instant', () => {
  for (const [given, normal] of [
    ['2023-04-25T22:52:11Z', '2023-04-25T22:52:11.0000000Z'],
    ['2023-04-25T22:52:11.5Z', '2023-04-25T22:52:11.5000000Z'],
    ['2023-04-25T22:58:00.4108067Z', '2023-04-25T22:58:00.4108067Z'],
    ['2023-04-25T22:58:00.41080671234Z', '2023-04-25T22:58:00.4108067Z'],
    ['2023-04-25T22:58:00.41+00:00', '2023-04-25T22:58:00.4100000Z'],
  ]) {
    it(`reads ${given} with all its digits`, () => assert.equal(parseInstant(given), normal))
  }

  for (const bad of [null, undefined, 5, '', 'yesterday', '2023-04-25', '2023-13-45T00:00:00Z', '2023-04-25T22:52:11+02:00']) {
    it(`makes nothing of ${JSON.stringify(bad)}`, () => assert.equal(parseInstant(bad), null))
  }

  it('orders as text the way it orders in time, below the millisecond too', () => {
    const times = [
      '2023-04-25T22:58:00.4108068Z',
      '2023-04-25T22:58:00.4108067Z',
      '2023-04-25T22:58:00Z',
      '2022-01-01T00:00:00.999Z',
    ]
    const sorted = times.map(parseInstant).sort()
    assert.deepEqual(
      sorted.map((at) => at && msOf(at)),
      [1640995200999, 1682463480000, 1682463480410, 1682463480410],
    )
    assert.ok((sorted[2] ?? '') < (sorted[3] ?? ''))
  })

  it('keeps the digits below a millisecond when time is added', () => {
    const at = parseInstant('2023-04-25T22:58:00.4108067Z')
    assert.ok(at)
    assert.equal(plusMs(at, -600_000), '2023-04-25T22:48:00.4108067Z')
  })

  for (const [at, after] of [
    ['2023-04-25T22:58:00.4108067Z', '2023-04-25T22:58:00.4108068Z'],
    ['2023-04-25T22:58:00.4109999Z', '2023-04-25T22:58:00.4110000Z'],
    ['2023-12-31T23:59:59.9999999Z', '2024-01-01T00:00:00.0000000Z'],
  ]) {
    it(`steps from ${at} to the very next`, () => assert.equal(justAfter(parseInstant(at)!), after))
  }

  it('makes an instant of milliseconds and back', () => assert.equal(msOf(instantOf(1_700_000_000_123)), 1_700_000_000_123))
})
