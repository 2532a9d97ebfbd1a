import assert from 'node:assert/strict'
import type { AlertId } from '../domain/ids.ts'
import { printOf } from '../domain/triage.ts'
import { lintCard } from '../test/card-lint.ts'
import { FILES } from '../test/card-states.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleAlert, sampleCase, sampleCaseFile, sampleMachine } from '../test/samples.ts'
import { parseTriageClick, TRIAGE_VERBS } from './parse-triage-click.ts'
import { triageCard } from './triage-card.ts'

const alertsOf = (count: number, over = {}) =>
  Array.from({ length: count }, (_, at) => sampleAlert({ id: `da-${at}` as AlertId, ...over }))
const textOf = (card: object): string => JSON.stringify(card)

describe('the triage card', () => {
  for (const [what, over] of Object.entries(FILES)) {
    it(`is fit for every Teams client: ${what}`, () => {
      const file = sampleCaseFile(over)
      const card = triageCard(file, { these: file.alerts, incident: alertsOf(14), news: 'Changed since you looked.' })
      lintCard({ summary: 'Triage', body: { card } })
    })
  }
  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const these = [
        sampleAlert({ title: text, status: { unknown: text }, assignedTo: text, classification: text, determination: text }),
      ]
      const card = triageCard(sampleCaseFile({ machine: sampleMachine({ name: text }) }), { these, incident: null, news: text })
      lintCard({ summary: 'Triage', body: { card } })
    })
  }

  it('says what stands, and offers the whole incident only where that is more', () => {
    const these = [sampleAlert({ assignedTo: 'anna@fabrikam.example' })]
    const alone = textOf(triageCard(sampleCaseFile(), { these, incident: null, news: null }))
    assert.match(alone, /"New".*anna@fabrikam\.example.*"not yet"/)
    assert.doesNotMatch(alone, /Whole incident/)
    const more = textOf(triageCard(sampleCaseFile(), { these: alertsOf(2), incident: alertsOf(14), news: null }))
    assert.match(more, /On this card: 2 alerts.*Whole incident: 14 alerts/)
  })

  it('says where alerts differ, and that what is resolved would be opened again', () => {
    const mixed = [sampleAlert(), sampleAlert({ id: 'da-2' as AlertId, assignedTo: 'anna@fabrikam.example' })]
    assert.match(textOf(triageCard(sampleCaseFile(), { these: mixed, incident: null, news: null })), /Assigned to.*"differs"/)
    const resolved = [sampleAlert({ status: 'Resolved', classification: 'FalsePositive', determination: 'Clean' })]
    const text = textOf(triageCard(sampleCaseFile(), { these: resolved, incident: null, news: null }))
    assert.match(text, /False positive: not malicious.*Open again/)
  })

  it('gives back what was chosen, with the print of the alerts that it is for', () => {
    const [these, incident] = [alertsOf(1), alertsOf(3)]
    const text = textOf(triageCard(sampleCaseFile(), { these, incident, news: null }))
    for (const verb of TRIAGE_VERBS.slice(1)) {
      const [, json = ''] = new RegExp(`"verb":"${verb}"[^{]*"data":({[^}]*})`).exec(text) ?? assert.fail(verb)
      const inputs = { scope: 'incident', verdict: 'TruePositive/Malware', comment: ' Seen\n before ' }
      const asked = parseTriageClick(verb, { ...JSON.parse(json), ...inputs })
      assert.deepEqual(
        [asked?.caseId, asked?.scope, asked?.print, asked?.verdict?.determination, asked?.comment],
        [sampleCase().id, 'incident', printOf(incident), 'Malware', 'Seen before'],
      )
      assert.equal(parseTriageClick(verb, JSON.parse(json))?.print, printOf(these))
    }
  })
})

describe('a click of triage', () => {
  const data = { caseId: 'c'.repeat(24), nonce: 1 }
  it('takes nothing that is not on a card of ours', () => {
    assert.equal(parseTriageClick('triage-forget', data), null)
    assert.equal(parseTriageClick('triage', { ...data, caseId: 'x' }), null)
    const strange = { ...data, these: '../', scope: 'everything', verdict: 'TruePositive/Clean', comment: 'x'.repeat(5000) }
    const asked = parseTriageClick('triage-resolve', strange)
    assert.deepEqual([asked?.print, asked?.scope, asked?.verdict, asked?.comment?.length], ['', 'these', null, 1000])
  })
})
