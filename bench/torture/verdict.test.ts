import assert from 'node:assert/strict'
import type { CaseId } from '../../bot/domain/ids.ts'
import type { Alert } from './alerts.ts'
import type { Facts, Standing } from './facts.ts'
import { WANTED } from './rules.ts'
import { judge, verdictLine } from './verdict.ts'

const alert: Alert = { id: 't00001', readable: true, severity: 'Medium', status: 'New', incident: 1, machine: null }
const general = WANTED[0]?.conversation as Standing['conversation']
const card: Standing = { conversation: general, id: '10', raise: null, alerts: [alert.id], counts: 0 }
const one = { id: 'c1' as CaseId, conversationId: general, activityId: '10' as never }
const seen = { case: one, upToDate: true, differing: [], countedOn: undefined }
const outbox = { due: 0, sending: 0, dead: 0, waiting: 0, unclearPosts: 1 }
const facts = (over: Partial<Facts>): Facts => ({
  alerts: new Map([[alert.id, [alert]]]),
  standing: [card],
  places: new Map([[`${general} ${alert.id}`, one.id]]),
  cases: [seen],
  outbox,
  acts: [],
  actions: [],
  intents: new Map(),
  open: [],
  ...over,
})
const intent = (state: string) => new Map([['i1', { id: 'i1', state }]]) as unknown as Facts['intents']

describe('The verdict of a torture', () => {
  it('finds nothing where every alert stands on an up-to-date card', () => {
    const verdict = judge(facts({}))
    assert.deepEqual(verdict.wrong, [])
    assert.equal(verdictLine(verdict), '0 lost, 0 doubled intents, 0 duplicate cards of 1 unknown outcomes')
  })

  it('names an alert that stands nowhere as lost', () => {
    assert.deepEqual(judge(facts({ standing: [] })).lost, [`${general} t00001`])
  })

  it('does not miss an alert that is in a count which says its true number', () => {
    const first = { ...seen, case: { ...one, id: 'c0' as CaseId, activityId: '9' as never } }
    const counted = { ...seen, case: { ...one, activityId: null }, countedOn: first.case.id }
    const counting = (counts: number): Standing => ({ ...card, id: '9', alerts: [], counts })
    assert.deepEqual(judge(facts({ cases: [first, counted], standing: [counting(1)] })).lost, [])
    assert.equal(judge(facts({ cases: [first, counted], standing: [counting(2)] })).lost.length, 1)
  })

  it('names an alert that stands where no rule ever admitted it', () => {
    const low = new Map([[alert.id, [{ ...alert, severity: 'Low' } as const]]])
    assert.deepEqual(judge(facts({ alerts: low })).wrong, [`t00001 is shown in ${general}`])
    const once = new Map([[alert.id, [alert, { ...alert, severity: 'Low' } as const]]])
    assert.deepEqual(judge(facts({ alerts: once })).wrong, [])
  })

  it('allows as many duplicates as there were posts of unknown outcome', () => {
    const again = { ...card, id: '11' }
    assert.deepEqual(judge(facts({ standing: [card, again] })).wrong, [])
    assert.match(judge(facts({ standing: [card, again, { ...card, id: '12' }] })).wrong.join(), /2 duplicates of 1/)
  })

  it('names an intent that Defender was asked for twice, or did twice', () => {
    const act = { path: '/isolate', intent: 'i1' }
    assert.deepEqual(judge(facts({ acts: [act, act] })).doubled, ['i1'])
    const action = { id: 'a1', asked: 'i1', cancelled: null }
    const actions = [action, { ...action, id: 'a2' }]
    assert.deepEqual(judge(facts({ actions, intents: intent('accepted') })).doubled, ['i1'])
  })

  it('names an action whose intent is not on record as accepted', () => {
    const actions = [{ id: 'a1', asked: 'i1', cancelled: null }]
    assert.match(judge(facts({ actions, intents: intent('refused') })).wrong.join(), /refused/)
    assert.match(judge(facts({ actions })).wrong.join(), /not on record/)
  })

  it('names what is out of date and what is left in the middle', () => {
    const { wrong } = judge(
      facts({
        cases: [{ ...seen, upToDate: false, differing: ['t00001'] }],
        outbox: { ...outbox, sending: 1, due: 2, dead: 1 },
        open: [{ id: 'i1', state: 'sending' }] as never,
      }),
    )
    assert.equal(wrong.length, 6)
  })
})
