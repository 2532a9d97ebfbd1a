import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { TabEvent } from '../../bot/tab-contract.ts'
import { followChanges, waitMs } from './follow-changes.ts'

const bytes = (...chunks: string[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

describe('following changes', () => {
  afterEach(() => sinon.restore())

  it('reads events whole, however the stream is cut, and opens a broken one again', async () => {
    const streams = [
      bytes('data: {"type":"al', 'erts"}\n\n:\n\nda', 'ta: {"type":"machine","id":"m"}\r\n\r\n'),
      bytes('data: {"type":"alerts"}\n\n'),
    ]
    const changed: TabEvent[] = []
    const said: (boolean | number)[] = []
    const end = new AbortController()
    await followChanges(
      {
        open: async () => streams.shift() ?? Promise.reject(new Error('down')),
        changed: (event) => changed.push(event),
        connected: (is) => said.push(is),
        async wait(ms) {
          said.push(ms)
          if (said.length > 8) end.abort()
        },
      },
      end.signal,
    )
    assert.deepEqual(changed, [{ type: 'alerts' }, { type: 'machine', id: 'm' }, { type: 'alerts' }])
    assert.deepEqual(said, [true, false, 1_000, true, false, 1_000, false, 2_000, false, 4_000])
  })

  it('takes a stream that says nothing for a minute for dead', async () => {
    const clock = sinon.useFakeTimers()
    const end = new AbortController()
    const done = followChanges(
      {
        open: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        changed: () => undefined,
        connected: () => undefined,
        wait: async () => end.abort(),
      },
      end.signal,
    )
    await clock.tickAsync(59_999)
    assert.equal(end.signal.aborted, false)
    await clock.tickAsync(1)
    await done
    assert.equal(end.signal.aborted, true)
  })

  it('waits longer and longer, and at most half a minute', () => {
    assert.deepEqual([0, 1, 2, 5, 50].map(waitMs), [1_000, 2_000, 4_000, 30_000, 30_000])
  })
})
