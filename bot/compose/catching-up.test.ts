import assert from 'node:assert/strict'
import { createTrail } from '../adapters/log/trail.ts'
import { createCallQuota } from '../domain/call-quota.ts'
import { ago, HOUR, manyAlerts, readingWorld } from '../test/reading-world.ts'
import { sampleConversation, sampleRule } from '../test/samples.ts'
import { until } from '../test/system/until.ts'
import { startCatchingUp } from './catching-up.ts'

describe('catching up, in the operator’s eyes', () => {
  for (const [stepMs, told] of [
    [0, []],
    [30_000, ['Older alerts are being read', 'Older alerts are read']],
  ] as const) {
    it(`is told ${told.length} times when a step takes ${stepMs / 1000} s`, async () => {
      await using world = await readingWorld()
      const { store, defender } = world
      await store.removeRule(sampleRule().id)
      await store.setCursor('operator', sampleConversation().id)
      await store.setCursor('watermark', ago(50 * HOUR))
      defender.alerts = manyAlerts(3000, 60_000)
      await world.poll()
      let ms = 0
      const nowMs = () => {
        ms += stepMs / 2
        return ms
      }
      const events = { caughtUp: () => undefined, pollFailed: () => undefined }
      const parts = { ...world.ports(), nowMs, quota: createCallQuota(), events, trail: createTrail() }
      {
        await using _loop = startCatchingUp(parts, defender, { wake: () => undefined })
        await until('the end', async () => (await store.cursor('catch-up')) === null)
      }
      const titles = []
      for (;;) {
        const due = await store.claim(world.ourClock, [], 100)
        if (due.length === 0) break
        for (const delivery of due) {
          if (delivery.content.what === 'notice') titles.push(delivery.content.notice.title)
          await store.sent(delivery, null, world.ourClock)
        }
      }
      assert.deepEqual(titles, told)
      assert.deepEqual(await world.unread(), [])
    })
  }
})
