import assert from 'node:assert/strict'
import { sampleAction, sampleIntent, sampleReview } from '../test/samples.ts'
import type { ActionId, ApprovalId, ConversationId, PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import {
  askFor,
  beginReview,
  endReview,
  extend,
  giveTo,
  isDue,
  isOverdue,
  reopenReview,
  standingIsolation,
} from './isolation-review.ts'

const NOW = '2026-11-02T12:00:00.0000000Z' as Instant
const HOUR = 60 * 60_000
const at = (hours: number): Instant => plusMs(NOW, hours * HOUR)
const asked = (hours: number) => ({
  times: 1,
  at: at(hours),
  conversationId: '19:high@thread.tacv2' as ConversationId,
  caseId: null,
  messageId: null,
})

describe('the review of an isolation', () => {
  it('is due once its time has come, and until somebody was asked', () => {
    const table = [
      ['before its time', { dueAt: at(1) }, false, false],
      ['at its time', { dueAt: at(0) }, true, true],
      ['long after', { dueAt: at(-30) }, true, true],
      ['asked for already', { dueAt: at(-2), asked: asked(-1) }, false, true],
      ['asked for, then put off', { dueAt: at(1), asked: asked(-1) }, false, false],
      ['put off, and due again', { dueAt: at(-1), asked: asked(-5) }, true, true],
      ['over', { dueAt: at(-1), endedAt: at(-1) }, false, false],
    ] as const
    for (const [what, over, due, overdue] of table) {
      assert.deepEqual([isDue(sampleReview(over), NOW), isOverdue(sampleReview(over), NOW)], [due, overdue], what)
    }
  })

  it('is put off from when it is due, and from now when that is past', () => {
    assert.equal(extend(sampleReview({ dueAt: at(2) }), 4, NOW).dueAt, at(6))
    assert.equal(extend(sampleReview({ dueAt: at(-20) }), 72, NOW).dueAt, at(72))
  })

  it('belongs to whoever asked here, and to nobody when it was made elsewhere', () => {
    const intent = sampleIntent()
    const ours = beginReview(sampleAction(), intent, HOUR, NOW)
    assert.deepEqual([ours.owner, ours.caseId, ours.dueAt, ours.id], [intent.person, intent.caseId, at(1), sampleAction().id])
    assert.equal(beginReview(sampleAction(), null, HOUR, NOW).owner, null)
    const askedBy = { id: 'oid-kim' as PersonId, name: 'Kim' }
    const approved = sampleIntent({ approval: { id: '00000000000000bb' as ApprovalId, askedBy, how: 'approved' } })
    assert.deepEqual(beginReview(sampleAction(), approved, HOUR, NOW).owner, askedBy)
  })

  it('has a higher revision after each change, so that an older button does nothing', () => {
    const review = sampleReview({ revision: 5 })
    const place = { conversationId: '19:high@thread.tacv2' as ConversationId, caseId: null }
    const changes = [
      extend(review, 4, NOW),
      giveTo(review, { id: 'oid-kim' as PersonId, name: 'Kim' }),
      askFor(review, place, NOW),
      endReview(review, NOW),
      reopenReview(review),
    ]
    assert.deepEqual(
      changes.map(({ revision }) => revision),
      [6, 6, 6, 6, 6],
    )
  })
})

describe('the isolation that stands', () => {
  type Done = 'Pending' | 'Succeeded' | 'Failed' | 'Cancelled' | 'InProgress'
  /** Asked for at one hour, and as it is now since another. */
  const action = (hour: number, type: string, status: Done, ended = hour) =>
    sampleAction({ id: `${type} ${hour}` as ActionId, type, status, createdAt: at(hour), updatedAt: at(ended) })
  const table = [
    ['nothing was asked', [], null],
    ['it is on its way', [action(0, 'Isolate', 'Pending')], 'Isolate 0'],
    ['it is done', [action(0, 'Isolate', 'Succeeded')], 'Isolate 0'],
    ['it failed', [action(0, 'Isolate', 'Failed')], null],
    ['it was cancelled', [action(0, 'Isolate', 'Cancelled')], null],
    ['a release is on its way', [action(0, 'Isolate', 'Succeeded'), action(1, 'Unisolate', 'InProgress')], 'Isolate 0'],
    ['a release failed', [action(0, 'Isolate', 'Succeeded'), action(1, 'Unisolate', 'Failed')], 'Isolate 0'],
    ['it was released', [action(0, 'Isolate', 'Succeeded'), action(1, 'Unisolate', 'Succeeded')], null],
    [
      'it was isolated again after a release',
      [action(0, 'Isolate', 'Succeeded'), action(1, 'Unisolate', 'Succeeded'), action(2, 'Isolate', 'Pending')],
      'Isolate 2',
    ],
    [
      'an older isolation outlasts a release',
      [action(0, 'Isolate', 'Succeeded'), action(1, 'Isolate', 'Pending'), action(2, 'Unisolate', 'Succeeded')],
      'Isolate 1',
    ],
    [
      'an older isolation succeeds after a release',
      [action(0, 'Isolate', 'Succeeded'), action(1, 'Isolate', 'Succeeded', 3), action(2, 'Unisolate', 'Succeeded')],
      'Isolate 1',
    ],
    ['two are on their way', [action(0, 'Isolate', 'Pending'), action(1, 'Isolate', 'Pending')], 'Isolate 0'],
    ['only a scan ran', [action(0, 'RunAntiVirusScan', 'Succeeded')], null],
  ] as const
  for (const [what, actions, standing] of table)
    it(`is ${standing ?? 'none'} when ${what}`, () => assert.equal(standingIsolation(actions, null)?.id ?? null, standing))

  const reviewed = [
    ['while it is open and another too', [action(0, 'Isolate', 'Pending'), action(1, 'Isolate', 'Pending')], 1, 1],
    ['while it is open and another is done', [action(0, 'Isolate', 'Pending'), action(1, 'Isolate', 'Succeeded')], 0, 0],
    ['once it is done, whatever else is', [action(0, 'Isolate', 'Succeeded'), action(1, 'Isolate', 'Succeeded', 2)], 0, 0],
    ['no longer than until it failed', [action(0, 'Isolate', 'Failed'), action(1, 'Isolate', 'Pending')], 0, 1],
    [
      'no longer than until a release',
      [action(0, 'Isolate', 'Succeeded'), action(1, 'Isolate', 'Pending'), action(2, 'Unisolate', 'Succeeded')],
      0,
      1,
    ],
  ] as const
  for (const [what, actions, hour, standing] of reviewed)
    it(`stays the one that is reviewed ${what}`, () =>
      assert.equal(standingIsolation(actions, `Isolate ${hour}` as ActionId)?.id, `Isolate ${standing}`))
})
