import assert from 'node:assert/strict'
import type { Machine } from '../domain/machine.ts'
import type { Offer } from '../domain/offers.ts'
import { CONTAINMENTS, FILES } from '../test/card-states.ts'
import { sampleApproval, sampleCaseFile, sampleIntent, sampleMachine, sampleReview } from '../test/samples.ts'
import { caseCard } from './case-card.ts'
import { wordsOf } from './confirm-words.ts'
import { containmentLine } from './containment-line.ts'
import { handedOver } from './hand-over-card.ts'
import { offerLine } from './offer-line.ts'
import { reviewCard } from './review-card.ts'
import { createTimes } from './times.ts'

const TIMES = createTimes(null)
const LOOK = { times: TIMES, mode: 'delegated', tab: null, portalUrl: 'https://security.microsoft.com' } as const
const ONBOARDED = sampleMachine()
const OTHER = sampleMachine(FILES['not onboarded']?.machine ?? {})
const saidOf = (state: string, machine: Machine | null) => {
  const one = CONTAINMENTS[state]!
  const asked = 'verb' in one && one.is !== 'failed' && one.verb === 'isolate' && machine === OTHER
  const { headline, detail } = containmentLine(asked ? { ...one, verb: 'contain' } : one, TIMES, machine)
  return `${headline}. ${detail}`
}

describe('what cuts a machine off', () => {
  for (const [state, isolated, contained] of [
    ['unknown', /^Isolation not known/, /^Containment not known/],
    ['none', /^Not isolated\. Defender lists no isolation$/, /^Not contained\. Defender lists no containment$/],
    ['asking', /^Isolation asked/, /^Containment asked/],
    ['unclear', /^Release asked/, /^Release from containment asked/],
    ['waiting', /^Isolating, waiting for the machine/, /^Containing, waiting for other machines/],
    ['isolating', /^Isolating\. .* The machine is carrying it out/, /^Containing\. .* Other machines are carrying it out/],
    ['isolated', /^Isolated\. /, /^Contained\. /],
    ['releasing', /^Releasing, waiting for the machine/, /^Releasing from containment, waiting for other machines/],
    ['released', /^Released\. /, /^Released from containment\. /],
    [
      'timed out',
      /^Isolation timed out.* the machine is not isolated\./,
      /^Containment timed out.* the machine is not contained\./,
    ],
    ['release failed', /^Release failed.* is isolated\./, /^Release from containment failed.* is contained\./],
    ['refused', /^Isolation refused/, /^Containment refused/],
    ['lost', /asked .* to isolate\./, /asked .* to contain\./],
  ] as const) {
    it(`is named after what Defender does to it: ${state}`, () => {
      assert.match(saidOf(state, ONBOARDED), isolated)
      assert.match(saidOf(state, null), isolated)
      assert.match(saidOf(state, OTHER), contained)
      assert.doesNotMatch(saidOf(state, OTHER), /isolat/i)
    })
  }

  it('is in the question and on the button that take it back', () => {
    const ask = (machine: Machine, state: string) =>
      wordsOf('host', machine, CONTAINMENTS[state]!, { verb: 'unisolate', cancels: null })
    assert.equal(ask(ONBOARDED, 'isolated').question, 'Release host?')
    assert.equal(ask(OTHER, 'isolated').question, 'Release host from containment?')
    assert.equal(ask(OTHER, 'waiting').title, 'Cancel containment now')
    const offer: Offer = { of: 'containment', standing: null, verb: 'unisolate', cancels: null, generation: 0, barred: null }
    const { title, button } = offerLine(offer, OTHER, [], TIMES)
    assert.deepEqual([title, button], ['Containment', 'Release from containment'])
    assert.equal(offerLine(offer, ONBOARDED, [], TIMES).title, 'Isolation')
  })

  it('is in what its review asks and tells', () => {
    const shown = (machine: Machine, over = {}) => {
      const review = sampleReview(over)
      const common = { review, machine, containment: CONTAINMENTS['isolated']!, caseId: sampleCaseFile().case.id }
      return JSON.stringify(reviewCard({ ...common, kind: 'channel', generation: 0, granted: null }, LOOK, 'shared'))
    }
    assert.match(shown(ONBOARDED), /stays isolated.*"title":"Release"/)
    assert.match(shown(OTHER), /stays contained.*"title":"Release from containment"/)
    assert.match(shown(OTHER, { endedAt: sampleReview().dueAt }), /is no longer contained/)
    const { askedBy } = sampleApproval()
    assert.match(handedOver(sampleReview(), OTHER, askedBy, askedBy, TIMES).title, /^Containment of /)
  })

  it('keeps a card open by its name, and says under More how to take it back', () => {
    const file = sampleCaseFile({ ...FILES['not onboarded'], totals: { alerts: 1, unresolved: 0, severityRank: -1 } })
    const card = JSON.stringify(caseCard({ ...file, containment: CONTAINMENTS['isolated']! }, LOOK))
    assert.match(card, /machine still contained.*can be released from containment, under More/)
    assert.doesNotMatch(card, /isolat/i)
    assert.match(JSON.stringify(caseCard(file, LOOK)), /other machines can contain it, under More/)
  })

  it('is not in a refusal of the app', () => {
    const intent = sampleIntent({ state: 'refused', refusal: 'app-unauthorized', mode: 'application' })
    const refused = { ...CONTAINMENTS['refused to the app']!, intent } as (typeof CONTAINMENTS)[string]
    const { detail } = containmentLine(refused, TIMES, ONBOARDED)
    assert.match(detail ?? '', /PocketSOC’s own credentials were not accepted/)
    assert.doesNotMatch(detail ?? '', /your sign-in/)
  })
})
