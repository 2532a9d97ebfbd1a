import assert from 'node:assert/strict'
import type { Instant } from '../domain/instant.ts'
import { createTimes } from './times.ts'

const at = (text: string, zone: string | null): string => createTimes(zone).at(text as Instant)

describe('times on cards', () => {
  it('are in UTC, with the zone of the SOC beside it where one is set', () => {
    assert.equal(at('2026-11-02T09:05:00.1234567Z', null), '2 Nov 09:05 UTC')
    assert.equal(at('2026-11-02T09:05:00.1234567Z', 'Europe/Paris'), '2 Nov 09:05 UTC (10:05 Paris)')
    assert.equal(at('2026-07-02T09:05:00.0000000Z', 'America/New_York'), '2 Jul 09:05 UTC (05:05 New York)')
  })

  it('say the day there when it is another', () => {
    assert.equal(at('2026-11-02T23:35:00.0000000Z', 'Europe/Paris'), '2 Nov 23:35 UTC (3 Nov 00:35 Paris)')
  })

  it('call midnight 00:00', () => {
    assert.equal(at('2026-11-02T00:00:00.0000000Z', null), '2 Nov 00:00 UTC')
  })
})
