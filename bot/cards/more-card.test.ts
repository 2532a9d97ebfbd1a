import assert from 'node:assert/strict'
import type { BatchVerb } from '../domain/batch.ts'
import { BATCH_VERBS } from '../domain/batch.ts'
import type { CaseFile } from '../domain/case.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { IntentId } from '../domain/ids.ts'
import type { Family } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { OfferFacts } from '../domain/offers.ts'
import { offersOf } from '../domain/offers.ts'
import { lintCard } from '../test/card-lint.ts'
import { CONTAINMENTS, STANDINGS } from '../test/card-states.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleCaseFile, sampleMachine } from '../test/samples.ts'
import { moreCard } from './more-card.ts'
import { packageLinkCard, packageReadyCard } from './package-card.ts'
import { createTimes } from './times.ts'

const TIMES = createTimes('Europe/Paris')
const FILE: EvidenceFile = { sha1: 'ab'.repeat(20), name: 'upd.exe', path: 'C:\\Temp' }
const ALL = [
  'Machine.Isolate',
  'Machine.Scan',
  'Machine.RestrictExecution',
  'Machine.CollectForensics',
  'Machine.StopAndQuarantine',
]
/** A row of its own for each, and a button for each besides the way back. */
const MOST_ACTIONS = 12

const factsOf = (over: Partial<OfferFacts> = {}): OfferFacts => ({
  machine: sampleMachine(),
  containment: { is: 'none' },
  besides: [],
  actions: [],
  generations: new Map<Family, number>([
    ['scan', 4],
    ['containment', 2],
  ]),
  files: [FILE],
  permissions: ALL,
  ...over,
})
const cardOf = (facts: OfferFacts, file: CaseFile = sampleCaseFile(), several: readonly BatchVerb[] = []) =>
  moreCard(file, offersOf(facts), facts.files, several, TIMES)
const textOf = (facts: OfferFacts) => JSON.stringify(cardOf(facts))
const buttonsOf = (facts: OfferFacts): string[] =>
  [...textOf(facts).matchAll(/"type":"Action\.Execute","title":"([^"]+)"/g)].map(([, title = '']) => title)
const lint = (facts: OfferFacts, file?: CaseFile): void =>
  lintCard({ summary: 'More', body: { card: cardOf(facts, file, BATCH_VERBS) } }, MOST_ACTIONS)
const actionOf = (name: string): MachineAction => {
  const standing = STANDINGS[name]!
  assert.ok('action' in standing)
  return standing.action
}

describe('what else can be asked of a machine', () => {
  it('leads to several machines of the incident, for each thing that can be asked of several', () => {
    const text = (several: readonly BatchVerb[]) => JSON.stringify(cardOf(factsOf(), sampleCaseFile(), several))
    assert.match(text(['unisolate']), /"Release several machines","verb":"several".*?"act":"unisolate"/)
    assert.doesNotMatch(text(['unisolate']), /Isolate several/)
  })

  for (const [state, standing] of Object.entries(STANDINGS)) {
    it(`is fit for every Teams client: ${state}`, () => {
      const actions = 'action' in standing ? [standing.action] : []
      for (const permissions of [ALL, []]) lint(factsOf({ besides: [standing], actions, permissions }))
      lint(factsOf({ besides: Object.values(STANDINGS), actions, machine: null }))
    })
  }

  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const machine = sampleMachine({ name: text, machineGroup: text })
      const action = { ...actionOf('scanned'), type: text, scope: text, status: { unknown: text }, requestor: text }
      const asked = { by: null, recorded: text, matches: false, at: action.createdAt }
      const standing = { family: 'scan', lastDone: null, is: 'ended', action, asked } as const
      lint(
        factsOf({ machine, besides: [standing], files: [{ sha1: FILE.sha1, name: text, path: text }] }),
        sampleCaseFile({ machine }),
      )
      lintCard(packageReadyCard({ intentId: 'a'.repeat(16) as IntentId, machine: text }))
    })
  }

  it('offers everything that is granted and supported, and nothing on a card that others see', () => {
    assert.deepEqual(buttonsOf(factsOf()), ['Scan', 'Restrict', 'Collect', 'Choose', 'Back'])
  })

  it('says of what is not granted, or not supported, why it is not offered', () => {
    const without = factsOf({ permissions: ALL.filter((name) => name !== 'Machine.Scan') })
    assert.deepEqual(buttonsOf(without), ['Restrict', 'Collect', 'Choose', 'Back'])
    assert.match(textOf(without), /Machine\.Scan is not granted to PocketSOC/)
    const linux = factsOf({ machine: sampleMachine({ osPlatform: 'Ubuntu' }) })
    assert.deepEqual(buttonsOf(linux), ['Scan', 'Back'])
    assert.match(textOf(linux), /Not supported by its operating system/)
  })

  it('offers to cancel what is under way, by its action and the generation of its family', () => {
    const facts = factsOf({ besides: [STANDINGS['scanning']!], actions: [actionOf('scanning')] })
    assert.deepEqual(buttonsOf(facts), ['Cancel', 'Restrict', 'Collect', 'Choose', 'Back'])
    assert.match(
      textOf(facts),
      new RegExp(`"verb":"cancel","data":\\{"caseId":"c+","nonce":4,"actionId":"${actionOf('scanning').id}"\\}`),
    )
  })

  it('offers nothing of what Defender has not answered yet', () =>
    assert.deepEqual(buttonsOf(factsOf({ besides: [STANDINGS['asking to scan']!] }))[0], 'Restrict'))

  it('offers to lift a restriction that stands, whatever came to nothing since', () => {
    assert.ok(buttonsOf(factsOf({ besides: [STANDINGS['restricted']!] })).includes('Lift'))
  })

  it('leads to a package that is there', () => {
    const facts = factsOf({ besides: [STANDINGS['collected']!] })
    assert.ok(buttonsOf(facts).includes('Get the link'))
    assert.match(textOf(facts), /"Succeeded \d/)
  })

  it('offers for a machine that is not onboarded to contain and to release it, and nothing else', () => {
    const machine = sampleMachine({ onboardingStatus: 'CanBeOnboarded' })
    assert.deepEqual(buttonsOf(factsOf({ machine })), ['Contain', 'Back'])
    assert.deepEqual(buttonsOf(factsOf({ machine, containment: CONTAINMENTS['isolated']! })), [
      'Release from containment',
      'Back',
    ])
  })

  it('has no file to choose where the evidence names none', () =>
    assert.ok(!buttonsOf(factsOf({ files: [] })).includes('Choose')))
})

describe('the cards of a package', () => {
  it('tell that it is ready without the link, and the link without more than the way to another', () => {
    const ready = packageReadyCard({ intentId: 'a'.repeat(16) as IntentId, machine: 'host-1' })
    lintCard(ready)
    assert.doesNotMatch(JSON.stringify(ready), /https:\/\/packages/)
    const card = packageLinkCard('host-1', 'https://packages.example/p.zip?token=t', { caseId: 'c'.repeat(24) as never })
    lintCard({ summary: 'Link', body: { card } })
    assert.match(JSON.stringify(card), /"url":"https:\/\/packages\.example\/p\.zip\?token=t"/)
  })
})
