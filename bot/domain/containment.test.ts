import assert from 'node:assert/strict'
import { sampleAction, sampleIntent } from '../test/samples.ts'
import { containmentOf, isQuiet, nextVerb } from './containment.ts'
import type { ActionId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { MachineAction } from './machine-action.ts'

const TEN = '2026-11-02T10:00:00.0000000Z' as Instant
const at = (minutes: number): Instant => plusMs(TEN, minutes * 60_000)

describe('what is known of a machine’s isolation', () => {
  /** Asked for at one minute, and as it is now since another. */
  const action = (type: string, minute: number, status: MachineAction['status'], ended = minute) =>
    sampleAction({ id: `${type} ${minute}` as ActionId, type, status, createdAt: at(minute), updatedAt: at(ended) })
  const isolated = action('Isolate', 0, 'Succeeded', 1)
  const again = (status: MachineAction['status'], ended = 5) => action('Isolate', 5, status, ended)
  const released = action('Unisolate', 10, 'Succeeded', 11)

  const table = [
    ['the last that was asked for is the last that was done', [isolated, released], 'released', 'isolate', true],
    ['an older isolation is done after a release', [isolated, again('Succeeded', 60), released], 'isolated', 'unisolate', false],
    ['an older isolation waits after a release', [isolated, again('Pending'), released], 'isolating', 'unisolate', false],
    ['an older isolation has begun after a release', [isolated, again('InProgress'), released], 'isolating', null, false],
    [
      'an older isolation comes to nothing after a release',
      [isolated, again('TimeOut', 60), released],
      'failed',
      'isolate',
      true,
    ],
    [
      'an older isolation came to nothing before a release',
      [isolated, again('Failed', 6), released],
      'released',
      'isolate',
      true,
    ],
    [
      'an older release is done after an isolation',
      [action('Unisolate', 0, 'Succeeded', 30), action('Isolate', 5, 'Succeeded', 6)],
      'released',
      'isolate',
      true,
    ],
    [
      'a release is on its way after both of two isolations',
      [isolated, again('Pending'), action('Unisolate', 10, 'Pending')],
      'releasing',
      null,
      false,
    ],
    ['both ended at once', [action('Isolate', 0, 'Succeeded', 11), released], 'released', 'isolate', true],
  ] as const
  for (const [what, actions, is, next, quiet] of table)
    it(`is "${is}" when ${what}`, () => {
      const containment = containmentOf(actions, [])
      assert.deepEqual([containment.is, nextVerb(containment), isQuiet(containment)], [is, next, quiet])
    })

  it('says since when, and who asked for what was done last', () => {
    const late = { ...again('Succeeded', 60), requestor: 'anna@fabrikam.example' }
    const containment = containmentOf([isolated, late, released], [])
    assert.ok(containment.is === 'isolated')
    assert.deepEqual([containment.since, containment.asked.recorded], [at(60), 'anna@fabrikam.example'])
  })

  it('says of a release that came to nothing that the machine is cut off by what was done last', () => {
    const lost = sampleIntent({ verb: 'unisolate', state: 'lost', askedAt: at(70), closedAt: at(90) })
    const containment = containmentOf([isolated, again('Succeeded', 60), released], [lost])
    assert.deepEqual([containment.is, 'contained' in containment && containment.contained], ['lost', true])
  })

  it('does not come back to what Defender did not show once something newer was asked for', () => {
    const lost = sampleIntent({ verb: 'unisolate', state: 'lost', askedAt: at(7), closedAt: at(9) })
    assert.equal(containmentOf([isolated, again('Succeeded', 60), released], [lost]).is, 'isolated')
  })
})
