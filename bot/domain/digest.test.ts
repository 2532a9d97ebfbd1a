import assert from 'node:assert/strict'
import { digestDay, digestLines, isDigestDue } from './digest.ts'
import type { Instant } from './instant.ts'

const at = (text: string): Instant => `${text}:00.0000000Z` as Instant

describe('the digest of the day', () => {
  it('is due once after its time of day, by the clock on the wall', () => {
    const told = at('2026-11-24T07:00') // 08:00 in Paris
    const due = (now: string) => isDigestDue(told, at(now), '08:00', 'Europe/Paris')
    assert.deepEqual(
      ['2026-11-24T07:01', '2026-11-24T22:59', '2026-11-25T06:59', '2026-11-25T07:00', '2026-11-25T15:00'].map(due),
      [false, false, false, true, true],
    )
  })

  it('comes the same day when it was turned on before its time, the next when after', () => {
    assert.equal(isDigestDue(at('2026-11-24T06:00'), at('2026-11-24T08:00'), '08:00', 'UTC'), true)
    assert.equal(isDigestDue(at('2026-11-24T09:00'), at('2026-11-24T23:00'), '08:00', 'UTC'), false)
  })

  it('comes once where its time of day is left out in spring, or comes twice in autumn', () => {
    const spring = ['2026-03-29T00:59', '2026-03-29T01:00'].map((now) => digestDay(at(now), '02:30', 'Europe/Paris'))
    assert.deepEqual(spring, ['2026-03-28', '2026-03-29'])
    const told = at('2026-10-25T00:30') // 02:30, for the first time
    const autumn = ['2026-10-25T01:00', '2026-10-25T01:30', '2026-10-26T01:30'] // 02:00 and 02:30 again, then the next day
    assert.deepEqual(
      autumn.map((now) => isDigestDue(told, at(now), '02:30', 'Europe/Paris')),
      [false, false, true],
    )
  })

  it('tells what is on record, the longest isolation first, and counts what there is no room for', () => {
    const now = at('2026-11-25T08:00')
    const one = { machine: 'srv-db-02', owner: 'Robin', since: at('2026-11-22T08:00'), done: 'isolated', overdue: true } as const
    const two = { machine: 'pc-7', owner: null, since: at('2026-11-25T03:30'), done: 'contained', overdue: false } as const
    const facts = {
      newAlerts: new Map([
        [2, 3],
        [4, 1],
      ]),
      openCases: 5,
      dead: 2,
    }
    assert.deepEqual(digestLines({ ...facts, isolated: [one, two] }, now), [
      'New alerts: 1 high, 3 low',
      'Open cases: 5',
      'Isolated now: 1, 1 contained, 1 overdue for review',
      '• srv-db-02 · Robin · for 3 days · review overdue',
      '• pc-7 · contained · no owner · for 4 h',
      'Could not be delivered: 2',
    ])
    const many = digestLines({ ...facts, dead: null, isolated: Array.from({ length: 14 }, () => two) }, now)
    assert.equal(many.at(-1), '• and 4 more')
    assert.ok(many.length < 20) // what a notice has room for
  })

  it('says that there is nothing', () => {
    const nothing = { newAlerts: new Map(), openCases: 0, isolated: [], dead: null }
    assert.deepEqual(digestLines(nothing, at('2026-11-25T08:00')), ['New alerts: none', 'Open cases: 0', 'Isolated now: 0'])
  })
})
