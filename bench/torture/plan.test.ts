import assert from 'node:assert/strict'
import { planBeats, REQUESTS } from './plan.ts'

describe('The plan of a torture', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(planBeats(7, 80), planBeats(7, 80))
    assert.notDeepEqual(planBeats(7, 80), planBeats(8, 80))
  })

  it('kills at each boundary of each request, and at moments, within 25 kills', () => {
    const places = planBeats(7, 25).map(({ kill }) => (kill.at === 'moment' ? 'moment' : `${kill.request} ${kill.at}`))
    assert.equal(new Set(places).size, REQUESTS.length * 3 + 1)
  })

  it('brings alerts that get worse and are resolved, presses at once and late, and every kind of fault', () => {
    const beats = planBeats(7, 200)
    const deeds = beats.flatMap((beat) => beat.deeds)
    const changes = deeds.flatMap((deed) => (deed.do === 'change' ? Object.values(deed.to) : []))
    assert.ok(changes.includes('High') && changes.includes('Resolved'))
    assert.ok(deeds.some((deed) => deed.do === 'press' && deed.by.length > 1))
    assert.ok(deeds.some((deed) => deed.do === 'press-old'))
    assert.ok(deeds.some((deed) => deed.do === 'arrive' && deed.alerts.length > 60))
    const faults = beats.flatMap((beat) => beat.faults)
    assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(['answer', 'after', 'delay', 'reset', 'reset-after']))
    const throttled = faults.filter(({ status }) => status === 429)
    assert.ok(throttled.some(({ retryAfterSeconds }) => retryAfterSeconds) && throttled.some((fault) => !fault.retryAfterSeconds))
  })
})
