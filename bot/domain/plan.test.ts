import assert from 'node:assert/strict'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from '../test/samples.ts'
import type { Case } from './case.ts'
import type { AlertId, CaseId, ConversationId, IncidentId, MachineId } from './ids.ts'
import { instantOf, msOf, plusMs } from './instant.ts'
import type { Hurry, Known } from './plan.ts'
import { planJoins, settleCase } from './plan.ts'

const NOW = instantOf(1_800_000_000_000)
const CHANNEL = '19:a' as ConversationId
const one = '1'.repeat(40) as MachineId
const two = '2'.repeat(40) as MachineId
const alertOn = (id: string, incident: number | null, machine: MachineId | null) =>
  sampleAlert({ id: id as AlertId, incidentId: incident as IncidentId | null, machine: machine && { id: machine, name: 'srv' } })

const known = (over: Partial<Known> = {}): Known => ({
  rules: [sampleRule({ conversationId: CHANNEL, leastSeverity: 'Low' })],
  conversations: [sampleConversation({ id: CHANNEL })],
  joined: [],
  openCases: [],
  keptSince: plusMs(NOW, -30 * 24 * 60 * 60_000),
  ...over,
})
const plan = (alerts: ReturnType<typeof alertOn>[], on: Known, changed = true) => {
  let made = 0
  return planJoins(
    alerts.map((alert) => ({ alert, changed })),
    on,
    () => {
      made += 1
      return `case-${made}` as CaseId
    },
    NOW,
  )
}

describe('planning joins', () => {
  it('gathers the alerts of one incident on one machine in one case', () => {
    const { opened, joined } = plan([alertOn('a', 5, one), alertOn('b', 5, one)], known())
    assert.deepEqual(
      opened.map(({ id }) => id),
      ['case-1'],
    )
    assert.deepEqual(
      joined.map(({ caseId }) => caseId),
      ['case-1', 'case-1'],
    )
  })

  it('opens a case for each machine of an incident', () => {
    assert.equal(plan([alertOn('a', 5, one), alertOn('b', 5, two), alertOn('c', 5, null)], known()).opened.length, 3)
  })

  it('makes a case of its own of every alert without incident', () => {
    assert.equal(plan([alertOn('a', null, one), alertOn('b', null, one)], known()).opened.length, 2)
  })

  it('joins the open case of the same incident and machine', () => {
    const open = sampleCase({ id: 'open' as CaseId, conversationId: CHANNEL, incidentId: 5 as IncidentId, machineId: one })
    const { opened, joined, touched } = plan([alertOn('a', 5, one)], known({ openCases: [open] }))
    assert.deepEqual([opened, joined[0]?.caseId, touched], [[], 'open', ['open']])
  })

  it('leaves an alert where it joined, whatever became of its incident or the rules', () => {
    const joined = [{ alertId: 'a' as AlertId, conversationId: CHANNEL, caseId: 'old' as CaseId }]
    const found = plan([alertOn('a', 99, two)], known({ joined, rules: [] }))
    assert.deepEqual([found.opened, found.joined, found.touched], [[], [], ['old']])
  })

  it('touches nothing when nothing changed', () => {
    const joined = [{ alertId: 'a' as AlertId, conversationId: CHANNEL, caseId: 'old' as CaseId }]
    assert.deepEqual(plan([alertOn('a', 5, one)], known({ joined }), false).touched, [])
  })

  it('finds known alerts for a rule that is new', () => {
    assert.equal(plan([alertOn('a', 5, one)], known(), false).opened.length, 1)
  })

  it('tells nothing anew that was resolved before cases are kept, where a rule as old may have told it', () => {
    const keptSince = plusMs(NOW, -30 * 24 * 60 * 60_000)
    const before = plusMs(keptSince, -1)
    const rules = [sampleRule({ conversationId: CHANNEL, createdAt: before })]
    const opens = (over: object, on: Partial<Known> = {}) =>
      plan([{ ...alertOn('a', 5, one), status: 'Resolved', updatedAt: before, ...over }], known({ rules, ...on })).opened.length

    assert.equal(opens({}), 0)
    assert.equal(opens({ updatedAt: null, createdAt: before }), 0)
    assert.equal(opens({ status: 'New' }), 1)
    assert.equal(opens({ updatedAt: keptSince }), 1)
    assert.equal(opens({}, { rules: [...rules, sampleRule({ conversationId: CHANNEL, createdAt: keptSince })] }), 1)
  })

  it('opens one case in each conversation whose rules admit', () => {
    const other = '19:b' as ConversationId
    const deaf = '19:c' as ConversationId
    const { opened } = plan(
      [alertOn('a', 5, one)],
      known({
        conversations: [CHANNEL, other, deaf].map((id) => sampleConversation({ id })),
        rules: [sampleRule({ conversationId: CHANNEL }), sampleRule({ conversationId: other, leastSeverity: 'Informational' })],
      }),
    )
    assert.deepEqual(
      opened.map(({ conversationId }) => conversationId),
      [CHANNEL, other],
    )
  })
})

const QUIET = { hidden: false, quiet: true, hurry: 'soon' } as const

describe('settling a case', () => {
  const posted = sampleCase({ severityRank: 2, revision: 3, activityId: '17' as never, closedAt: null })

  it('raises the revision, so that the card is sent again', () => {
    const { settled, deliveries } = settleCase(posted, { alerts: 1, unresolved: 1, severityRank: 2 }, QUIET, NOW)
    assert.equal(settled.revision, 4)
    assert.deepEqual(
      deliveries.map(({ content }) => content.what),
      ['card'],
    )
  })

  it('tells of a higher severity by a reply, once for each', () => {
    const { settled, deliveries } = settleCase(posted, { alerts: 2, unresolved: 2, severityRank: 4 }, QUIET, NOW)
    assert.equal(settled.severityRank, 4)
    assert.deepEqual(
      deliveries.map(({ key }) => key),
      [`card:${posted.id}`, `raise:${posted.id}:4`],
    )
  })

  it('only has the card say that it is no longer shown, in a chat that does not show it any more', () => {
    const worse = { alerts: 2, unresolved: 2, severityRank: 4 }
    const { settled, deliveries } = settleCase(posted, worse, { ...QUIET, hidden: true }, NOW)
    assert.deepEqual(
      deliveries.map(({ key }) => key),
      [`card:${posted.id}`],
    )
    assert.equal(settled.severityRank, 2)
    assert.deepEqual(settleCase({ ...posted, activityId: null }, worse, { ...QUIET, hidden: true }, NOW).deliveries, [])
  })

  it('lets a card wait a little for what changes together, unless it is High or got worse', () => {
    const same = { alerts: 1, unresolved: 1, severityRank: 2 }
    const waits = (one: Case, hurry: Hurry, totals = same) => {
      const { notBefore } = settleCase(one, totals, { hidden: false, quiet: true, hurry }, NOW).deliveries[0]!
      return notBefore === null ? 0 : msOf(notBefore) - msOf(NOW)
    }
    assert.deepEqual([waits(posted, 'soon'), waits(posted, 'calmly'), waits(posted, 'now')], [3000, 20_000, 0])
    assert.equal(waits({ ...posted, confirmUntil: plusMs(NOW, 45_000) }, 'soon'), 45_000)
    assert.equal(waits({ ...posted, confirmUntil: plusMs(NOW, 45_000) }, 'now'), 0)
    const first = { ...posted, activityId: null, openedAt: plusMs(NOW, -4000) }
    assert.deepEqual([waits(first, 'soon'), waits(first, 'calmly')], [0, 6000])
    assert.equal(waits(first, 'calmly', { alerts: 1, unresolved: 1, severityRank: 4 }), 0)
    assert.equal(waits(posted, 'calmly', { alerts: 2, unresolved: 2, severityRank: 4 }), 0)
  })

  it('lets first cards go before news of no weight', () => {
    const rank = (one: Case, hurry: Hurry, totals = { alerts: 1, unresolved: 1, severityRank: 2 }) =>
      settleCase(one, totals, { hidden: false, quiet: true, hurry }, NOW).deliveries[0]?.rank
    assert.deepEqual([rank(posted, 'soon'), rank(posted, 'now'), rank({ ...posted, activityId: null }, 'soon')], [0, 2, 2])
    assert.equal(rank(posted, 'soon', { alerts: 2, unresolved: 2, severityRank: 4 }), 4)
  })

  it('needs no reply while the card is not posted', () => {
    assert.equal(
      settleCase({ ...posted, activityId: null }, { alerts: 2, unresolved: 2, severityRank: 4 }, QUIET, NOW).deliveries.length,
      1,
    )
  })

  it('never lowers what the conversation was told', () => {
    assert.equal(settleCase(posted, { alerts: 1, unresolved: 0, severityRank: -1 }, QUIET, NOW).settled.severityRank, 2)
  })

  it('closes when all its alerts are resolved, and opens again when one is not', () => {
    const closed = settleCase(posted, { alerts: 2, unresolved: 0, severityRank: -1 }, QUIET, NOW).settled
    assert.equal(closed.closedAt, NOW)
    assert.equal(
      settleCase(closed, { alerts: 2, unresolved: 0, severityRank: -1 }, QUIET, instantOf(1_900_000_000_000)).settled.closedAt,
      NOW,
    )
    assert.equal(settleCase(closed, { alerts: 2, unresolved: 1, severityRank: 2 }, QUIET, NOW).settled.closedAt, null)
  })
})
