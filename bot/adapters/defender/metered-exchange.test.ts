import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCallQuota } from '../../domain/call-quota.ts'
import { createSend } from './metered-exchange.ts'

describe('calls to Defender', () => {
  it('are counted, stop where their share ends, and all but clicks for as long as a 429 says', async () => {
    let [received, status] = [0, 200]
    const server = createServer((_, answer) => {
      received += 1
      answer.writeHead(status, { 'retry-after': '7' }).end('{}')
    }).listen(0, '127.0.0.1')
    try {
      await new Promise((resolve) => server.once('listening', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const quota = createCallQuota()
      let now = 0
      const told: string[] = []
      const events = {
        defenderAnswered: (purpose: string, status: number | null) => told.push(`${purpose} ${status}`),
        defenderHeld: (purpose: string) => told.push(`${purpose} held`),
      }
      const send = (purpose: 'read' | 'click') =>
        createSend(quota, purpose, () => now, events)(new Request(url), 5000, AbortSignal.timeout(5000))

      for (let n = 0; n < 70; n += 1) await send('read')
      now = 1000
      await assert.rejects(send('read'), { code: 'throttled', detail: 'own-quota', retryAfterMs: 59_000 })
      await send('click')
      assert.deepEqual([received, quota.counts(now).lastMinute], [71, 71])

      now = 120_000
      status = 429
      assert.equal((await send('read')).status, 429)
      await assert.rejects(send('read'), { code: 'throttled', retryAfterMs: 7000 })
      await send('click')
      assert.equal(received, 73)
      assert.deepEqual(told.slice(69), ['read 200', 'read held', 'click 200', 'read 429', 'read held', 'click 429'])
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await assert.rejects(send('click'))
      assert.equal(told.at(-1), 'click null')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
