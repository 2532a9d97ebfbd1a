import assert from 'node:assert/strict'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert } from '../test/samples.ts'
import { forgetOld } from './forget-old.ts'

const DAY_MS = 86_400_000

describe('forgetting what is old', () => {
  it('is in the audit, with how much it was; nothing is when nothing was old', async () => {
    await using store = await freshStore()
    const { updatedAt } = sampleAlert()
    await store.saveAlerts([sampleAlert()], 1)
    const forget = (days: number) =>
      forgetOld({ store, now: () => plusMs(updatedAt as Instant, 31 * DAY_MS) }, days, new AbortController().signal)

    assert.deepEqual(await forget(32), { cases: 0, deliveries: 0, alerts: 0 })
    assert.deepEqual(await store.audit(9), [])
    assert.deepEqual(await forget(30), { cases: 0, deliveries: 0, alerts: 1 })
    assert.deepEqual(
      (await store.audit(9)).map(({ event, detail }) => [event, detail]),
      [['old.forgotten', { cases: '0', deliveries: '0', alerts: '1' }]],
    )
  })
})
