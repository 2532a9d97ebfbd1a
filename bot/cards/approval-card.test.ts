import assert from 'node:assert/strict'
import { wanted, wantedCancel } from '../domain/action-kind.ts'
import type { ActionId } from '../domain/ids.ts'
import type { Wanted } from '../domain/intent.ts'
import { lintCard } from '../test/card-lint.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleAlert, sampleApproval, sampleCaseFile, sampleFile, sampleMachine, samplePolicy } from '../test/samples.ts'
import type { ApprovalFacts } from './approval-card.ts'
import { approvalCard } from './approval-card.ts'
import { createTimes } from './times.ts'

const TIMES = createTimes(null)
const { kinds } = samplePolicy()
const FACTS: ApprovalFacts = { machine: sampleMachine(), logons: [], open: [], kinds, now: sampleApproval().askedAt, alone: null }
const ALONE = 'You asked for this yourself: somebody else has to approve.'
const cardOf = (over: Partial<ApprovalFacts> = {}, approval = sampleApproval()) =>
  approvalCard(sampleCaseFile(), approval, { ...FACTS, ...over }, TIMES)
/** The rows of a request for this, on a case whose evidence is one file. */
const rowsOf = (what: Wanted, evidence = sampleFile()): string[] => {
  const file = sampleCaseFile({ alerts: [sampleAlert({ evidence: [evidence] })] })
  const approval = sampleApproval({ request: { ...sampleApproval().request, ...what } })
  const card = approvalCard(file, approval, FACTS, TIMES)
  lintCard({ summary: 'Approve', body: { card } })
  const rows: { columns: [{ items: [{ text: string }] }, { items: [{ inlines: [{ text: string }] }] }] }[] = JSON.parse(
    JSON.stringify(card),
  ).body.find(({ items }: { items?: { type: string }[] }) => items?.[0]?.type === 'ColumnSet').items
  return rows.map(({ columns: [label, value] }) => `${label.items[0].text}: ${value.items[0].inlines[0].text}`)
}
const SHA1 = '6'.repeat(40)
const ACTION = { id: '00000000-0000-4000-8000-000000000001' as ActionId, sha1: null }
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

  for (const [what, request, rows] of [
    ['which file', wanted('quarantine', { sha1: SHA1 }), ['What: Mimikatz.exe in C:\\Temp (SHA-1 66666666…)', `SHA-1: ${SHA1}`]],
    [
      'which file, by its hash alone where the evidence on the card does not name it',
      wanted('quarantine', { sha1: '7'.repeat(40) }),
      ['What: SHA-1 77777777…', `SHA-1: ${'7'.repeat(40)}`],
    ],
    ['which scan', wanted('scan', { scanType: 'Full' }), ['How: Full']],
    ['which isolation', wanted('isolate', { isolationType: 'Selective' }), ['How: Selective']],
    ['what is cancelled', wantedCancel({ ...ACTION, type: 'RunAntiVirusScan' })!, ['What: The antivirus scan']],
    ['that an isolation is cancelled', wantedCancel({ ...ACTION, type: 'Isolate' })!, ['What: The isolation']],
    [
      'of which file the stopping is cancelled',
      wantedCancel({ ...ACTION, type: 'StopAndQuarantineFile', sha1: SHA1 })!,
      ['What: The stopping of Mimikatz.exe in C:\\Temp (SHA-1 66666666…)', `SHA-1: ${SHA1}`],
    ],
    [
      'that something is cancelled, where an older request does not say what',
      { ...wanted('scan'), verb: 'cancel', scanType: null },
      ['What: An action'],
    ],
  ] as const)
    it(`says ${what}`, () =>
      assert.deepEqual(
        rowsOf(request).filter((row) => /^(What|SHA-1|How): /.test(row)),
        rows,
      ))

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
      rowsOf(wanted('quarantine', { sha1: SHA1 }), sampleFile({ fileName: text, filePath: text }))
      rowsOf(wantedCancel({ ...ACTION, type: text.slice(0, 40) }) ?? { ...wanted('scan'), verb: 'cancel', cancelsType: text })
    })
  }
})
