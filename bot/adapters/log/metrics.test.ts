import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { INSTRUMENTS } from './instruments.ts'
import { createMetrics } from './metrics.ts'

describe('metrics', () => {
  it('add up what was measured before OpenTelemetry was loaded and after', async () => {
    await using metrics = createMetrics()
    metrics.measure('pocketsoc_deliveries_total', 1, { what: 'card', how: 'posted' })
    await metrics.open(null, async () => [])
    metrics.measure('pocketsoc_deliveries_total', 2, { what: 'card', how: 'posted' })
    assert.match(await metrics.text(), /^pocketsoc_deliveries_total\{what="card",how="posted"\} 3$/m)
  })

  it('put durations into buckets of seconds', async () => {
    await using metrics = createMetrics()
    await metrics.open(null, async () => [])
    metrics.measure('pocketsoc_click_seconds', 0.7, { verb: 'isolate', answer: 'card' })
    const text = await metrics.text()
    assert.match(text, /_bucket\{verb="isolate",answer="card",le="0.5"\} 0\n/)
    assert.match(text, /_bucket\{verb="isolate",answer="card",le="1"\} 1\n/)
    assert.match(text, /_sum\{verb="isolate",answer="card"\} 0.7\n/)
  })

  it('read gauges anew at each reading, and the process’s own', async () => {
    let due = 4
    await using metrics = createMetrics()
    await metrics.open(null, async () => [['pocketsoc_outbox', due, { state: 'due' }]])
    assert.match(await metrics.text(), /^pocketsoc_outbox\{state="due"\} 4$/m)
    due = 0
    const text = await metrics.text()
    assert.match(text, /^pocketsoc_outbox\{state="due"\} 0$/m)
    assert.match(text, /^process_resident_memory_bytes \d{7,}$/m)
    assert.match(text, /^pocketsoc_event_loop_delay_seconds [\d.e-]+$/m)
  })

  it('fail when a gauge cannot be read', async () => {
    await using metrics = createMetrics()
    await metrics.open(null, () => Promise.reject(new Error('the store is away')))
    await assert.rejects(metrics.text(), /the store is away/)
  })

  it('are each in docs/metrics.md, and nothing else is', () => {
    const doc = readFileSync(join(import.meta.dirname, '../../../docs/metrics.md'), 'utf8')
    const told = [...doc.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
    assert.deepEqual(told, Object.keys(INSTRUMENTS))
    for (const [name] of doc.matchAll(/\bpocketsoc_\w+/g)) assert.ok(told.includes(name), name) // the alarms worth having
  })
})
