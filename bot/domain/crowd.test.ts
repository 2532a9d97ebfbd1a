import assert from 'node:assert/strict'
import type { Crowd, Member } from './crowd.ts'
import { ALWAYS_SHOWN, planCrowd, weatherOf } from './crowd.ts'
import type { CaseId, ConversationId, IncidentId } from './ids.ts'

const STORM = { is: 'storm' } as const
const member = (id: string, severityRank = 2): Member => ({ id: id as CaseId, severityRank, openedAt: id })
const members = (count: number, severityRank = 2): Member[] =>
  Array.from({ length: count }, (_, index) => member(String(index).padStart(3, '0'), severityRank))
const crowd = (over: Partial<Crowd> = {}): Crowd => ({
  conversationId: '19:a' as ConversationId,
  incidentId: 7 as IncidentId,
  first: 'first' as CaseId,
  showsAll: false,
  shown: [],
  waiting: [],
  rolledUp: [],
  ...over,
})

describe('a large incident in one channel', () => {
  it('has its first ten machines shown in a storm, the oldest of the most severe, and the rest counted', () => {
    const waiting = [...members(14), member('late-high', 4)]
    const { rollUp } = planCrowd(crowd({ waiting }), STORM)
    assert.deepEqual(rollUp, ['009', '010', '011', '012', '013'])
    assert.equal(waiting.length - rollUp.length, ALWAYS_SHOWN)
  })

  it('counts only beyond what is shown already', () => {
    const { rollUp } = planCrowd(crowd({ shown: Array(8).fill(2), waiting: members(5) }), STORM)
    assert.deepEqual(rollUp, ['002', '003', '004'])
  })

  it('shows a machine that is worse than all that is shown, however many are', () => {
    const shown = Array(12).fill(2)
    assert.deepEqual(
      planCrowd(crowd({ shown, waiting: [member('high', 4), member('medium', 3), member('low')] }), STORM).rollUp,
      ['low'],
    )
    assert.deepEqual(planCrowd(crowd({ shown, rolledUp: [member('worse', 4), member('same')] }), STORM).unroll, ['worse'])
  })

  it('is left as it is between storm and calm', () => {
    const between = planCrowd(crowd({ shown: Array(12).fill(4), waiting: members(5), rolledUp: members(5) }), { is: 'between' })
    assert.deepEqual(between, { rollUp: [], unroll: [] })
  })

  it('gets its cards when it is calm, the worst first, no more than there is room for', () => {
    const rolledUp = [member('a'), member('b', 4), member('c', 3)]
    assert.deepEqual(planCrowd(crowd({ shown: Array(10).fill(4), rolledUp }), { is: 'calm', room: 2 }).unroll, ['b', 'c'])
  })

  it('is shown whole once somebody asked, storm or not', () => {
    const plan = planCrowd(crowd({ showsAll: true, shown: Array(10).fill(4), waiting: members(30), rolledUp: members(3) }), STORM)
    assert.deepEqual(plan, { rollUp: [], unroll: ['000', '001', '002'] })
  })
})

describe('the weather in a channel', () => {
  it('is a storm when more is due than a channel takes in half a minute', () => {
    assert.equal(weatherOf(61, 1800).is, 'storm')
    assert.equal(weatherOf(60, 1800).is, 'between')
  })

  it('is calm when there is room for some more than what is due, and a little stays free', () => {
    assert.deepEqual(weatherOf(0, 1800), { is: 'calm', room: 58 })
    assert.deepEqual(weatherOf(28, 1800), { is: 'calm', room: 30 })
    assert.equal(weatherOf(29, 1800).is, 'between')
    assert.deepEqual(weatherOf(0, 32), { is: 'calm', room: 30 })
    assert.equal(weatherOf(0, 31).is, 'between')
  })
})
