import assert from 'node:assert/strict'
import sinon from 'sinon'
import { endLoops, startLoop } from './loop.ts'

describe('the end of loops', () => {
  let clock: sinon.SinonFakeTimers
  let hanging: number
  beforeEach(() => {
    clock = sinon.useFakeTimers({ shouldClearNativeTimers: true })
    hanging = 0
  })
  afterEach(() => clock.restore())

  /** Two loops, one of which has a pass in hand until `finish` is called. */
  const end = async () => {
    const { promise, resolve: finish } = Promise.withResolvers<number>()
    const failed = (error: unknown) => assert.fail(String(error))
    const loops = [startLoop(() => promise, failed), startLoop(async () => 1000, failed)]
    const ended = endLoops(loops, 60_000, () => {
      hanging += 1
    })
    return { ended, finish }
  }

  it('waits for the pass in hand, and tells of nothing when that ends in time', async () => {
    const { ended, finish } = await end()
    let over = false
    const waiting = ended.then(() => {
      over = true
    })
    await clock.tickAsync(59_000)
    assert.equal(over, false)
    finish(0)
    await waiting
    await clock.tickAsync(60_000)
    assert.equal(hanging, 0)
  })

  it('is told to hang once when a pass takes longer than it may', async () => {
    const { ended, finish } = await end()
    await clock.tickAsync(120_000)
    assert.equal(hanging, 1)
    finish(0)
    await ended
  })
})
