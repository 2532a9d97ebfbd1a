import assert from 'node:assert/strict'
import { lintCard } from '../test/card-lint.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleApproval, sampleCaseFile, sampleMachine, samplePolicy } from '../test/samples.ts'
import type { ApprovalFacts } from './approval-card.ts'
import { approvalCard } from './approval-card.ts'
import { createTimes } from './times.ts'

const TIMES = createTimes(null)
const { kinds } = samplePolicy()
const FACTS: ApprovalFacts = { machine: sampleMachine(), logons: [], open: [], kinds, now: sampleApproval().askedAt, alone: null }
const ALONE = 'You asked for this yourself: somebody else has to approve.'
const cardOf = (over: Partial<ApprovalFacts> = {}, approval = sampleApproval()) =>
  approvalCard(sampleCaseFile(), approval, { ...FACTS, ...over }, TIMES)
const textOf = (over: Partial<ApprovalFacts> = {}): string => JSON.stringify(cardOf(over))

describe('the step before a request is approved', () => {
  for (const [what, alone] of [
    ['to approve', null],
    ['to go on alone', ALONE],
  ] as const) {
    it(`is fit for every Teams client: ${what}`, () =>
      lintCard({ summary: 'Approve', body: { card: cardOf({ alone, machine: null, logons: null, open: null }) } }))
  }

  it('shows who asked, what exactly, and why policy wants a second person', () => {
    const text = textOf()
    for (const words of [
      'Approve: isolate srv-db-02.fabrikam.example?',
      'Robin, 2 Nov 09:05 UTC',
      '"Full"',
      'Credential dumping',
      'its device value is High',
      'High device value: it matters',
      'Approve and isolate now',
    ])
      assert.ok(text.includes(words), words)
  })

  it('carries the request alone, and nothing of what it is about', () => {
    const [confirm] = JSON.parse(textOf()).body.at(-1).actions
    assert.equal(confirm.verb, 'confirm-approve')
    assert.deepEqual(confirm.data, { caseId: sampleCaseFile().case.id, nonce: 0, approvalId: sampleApproval().id })
  })

  it('lets a lead decline as well, but not whoever may only go on alone', () => {
    assert.match(textOf(), /"title":"Decline","verb":"decline"/)
    assert.doesNotMatch(textOf({ alone: ALONE }), /"verb":"decline"/)
  })

  it('asks why, of whoever may go on without a second person', () => {
    const text = textOf({ alone: ALONE })
    assert.ok(text.includes(ALONE))
    assert.match(text, /"id":"reason","label":"Why it cannot wait/)
    assert.match(text, /"verb":"confirm-break-glass"/)
    assert.doesNotMatch(textOf(), /"id":"reason"/)
  })

  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text)}`, () => {
      const { request, askedBy } = sampleApproval()
      const approval = sampleApproval({
        request: { ...request, reason: text },
        askedBy: { ...askedBy, name: text },
        because: [text, text],
      })
      const machine = sampleMachine({ name: text, machineGroup: text, osPlatform: text, healthStatus: text })
      lintCard({ summary: 'Approve', body: { card: cardOf({ machine }, approval) } })
    })
  }
})
