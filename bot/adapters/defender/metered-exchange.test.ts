import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Purpose } from '../../domain/call-quota.ts'
import { createCallQuota } from '../../domain/call-quota.ts'
import type { MachineId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import { createCalls, createSend } from './metered-exchange.ts'
import { createDefenderReader } from './read-as-app.ts'

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
      const send = (purpose: 'tab' | 'click') =>
        createSend(quota, purpose, () => now, events)(new Request(url), 5000, AbortSignal.timeout(5000))

      for (let n = 0; n < 78; n += 1) await send('tab')
      now = 1000
      await assert.rejects(send('tab'), { code: 'throttled', detail: 'own-quota', retryAfterMs: 59_000 })
      await send('click')
      assert.deepEqual([received, quota.counts(now).lastMinute], [79, 79])

      now = 120_000
      status = 429
      assert.equal((await send('tab')).status, 429)
      await assert.rejects(send('tab'), { code: 'throttled', retryAfterMs: 7000 })
      await send('click')
      assert.equal(received, 81)
      assert.deepEqual(told.slice(77), ['tab 200', 'tab held', 'click 200', 'tab 429', 'tab held', 'click 429'])
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await assert.rejects(send('click'))
      assert.equal(told.at(-1), 'click null')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  describe('of a pass, when only its own are left', () => {
    const PAGE = 10_000
    let server: Server
    let status: number
    let quota: ReturnType<typeof createCallQuota>

    beforeEach(async () => {
      status = 200
      quota = createCallQuota()
      for (let clicks = 0; clicks < 80; clicks += 1) quota.spend('click', 0)
      server = createServer(({ url }, answer) => {
        const skip = Number(new URL(url ?? '', 'http://defender').searchParams.get('$skip'))
        const value =
          skip < 2 * PAGE ? Array.from({ length: PAGE }, (_, n) => ({ id: idOf(skip + n) })) : [{ id: idOf(2 * PAGE) }]
        answer.writeHead(status).end(JSON.stringify({ value }))
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
    })
    afterEach(() => {
      server.closeAllConnections()
      server.close()
    })

    const idOf = (n: number) => String(n).padStart(40, '0') as MachineId
    const readerFor = (purpose: Purpose, now: () => number) => {
      const untold = { defenderAnswered: () => undefined, defenderHeld: () => undefined }
      const token = { get: async () => 'token' as never, forget: () => undefined }
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      return createDefenderReader(origin, token, createCalls(quota, purpose, now, untold), () => instantOf(0))
    }
    const signal = AbortSignal.timeout(15_000)

    it('go to the end of a list of several pages, and the next list waits for it', async () => {
      let now = 1000
      const reader = readerFor('catch-up', () => now)
      const wanted = [0, 1, PAGE, 2 * PAGE].map(idOf)
      const found = await reader.read(wanted, signal)
      assert.deepEqual(
        found.map(({ id }) => id),
        wanted,
      )
      await assert.rejects(reader.read(wanted, signal), { detail: 'own-quota', retryAfterMs: 120_000 })
      now += 120_000
      assert.equal((await reader.read(wanted, signal)).length, 4)
    })

    it('read alerts as often as it takes, until Defender itself says 429', async () => {
      const reader = readerFor('read', () => 1000)
      const ask = () => reader.updatedBetween(instantOf(0), null, 1000, 0, signal)
      for (let calls = 0; calls < 3; calls += 1) await ask()
      assert.equal(quota.waitMs('read', 1000), 30_000)
      status = 429
      await assert.rejects(ask(), { code: 'throttled', detail: null })
      await assert.rejects(ask(), { code: 'throttled', detail: 'own-quota' })
    })
  })
})
