import assert from 'node:assert/strict'
import { createCallerLimit } from './caller-limit.ts'

const ROBIN = 'robin'

describe('how often a caller may ask', () => {
  it('is so many times at once, and then as time goes by', () => {
    let ms = 0
    const { admits } = createCallerLimit({ burst: 3, perSecond: 2 }, () => ms)
    assert.deepEqual(
      [1, 2, 3, 4].map(() => admits(ROBIN)),
      [true, true, true, false],
    )
    ms = 400
    assert.equal(admits(ROBIN), false)
    ms = 500
    assert.deepEqual([admits(ROBIN), admits(ROBIN)], [true, false])
    ms = 60_000
    assert.deepEqual(
      [1, 2, 3, 4].map(() => admits(ROBIN)),
      [true, true, true, false],
    )
  })

  it('is each caller’s own, and keeps count of a thousand', () => {
    const { admits } = createCallerLimit({ burst: 1, perSecond: 0 }, () => 0)
    assert.equal(admits(ROBIN), true)
    for (let n = 0; n < 999; n++) assert.equal(admits(`p${n}`), true)
    assert.equal(admits(ROBIN), false)
    for (let n = 0; n < 1000; n++) admits(`q${n}`)
    assert.equal(admits(ROBIN), true)
  })
})
