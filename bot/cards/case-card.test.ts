import assert from 'node:assert/strict'
import type { Alert, Evidence } from '../domain/alert.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Asked, Containment } from '../domain/containment.ts'
import type { AlertId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { lintCard } from '../test/card-lint.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleAlert, sampleCase, sampleCaseFile, sampleIntent, sampleMachine } from '../test/samples.ts'
import type { CardLook } from './case-card.ts'
import { caseCard } from './case-card.ts'
import { raiseCard } from './raise-card.ts'
import { createTimes } from './times.ts'

const LOOK: CardLook = { portalUrl: 'https://security.microsoft.com', times: createTimes('Europe/Paris'), readOnly: null }
const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const LATER = '2026-11-05T09:05:00.0000000Z' as Instant

const asked = (over: Partial<Asked> = {}): Asked => ({
  by: 'Robin',
  recorded: 'robin@fabrikam.example',
  matches: true,
  at: AT,
  ...over,
})
const CONTAINMENTS: Readonly<Record<string, Containment>> = {
  unknown: { is: 'unknown' },
  none: { is: 'none' },
  asking: { is: 'asking', verb: 'isolate', asked: asked(), unclear: false },
  unclear: { is: 'asking', verb: 'unisolate', asked: asked(), unclear: true },
  waiting: { is: 'isolating', asked: asked(), started: false, triedUntil: LATER },
  isolating: { is: 'isolating', asked: asked(), started: true, triedUntil: LATER },
  isolated: { is: 'isolated', asked: asked(), selective: false, since: LATER },
  'isolated by somebody else': { is: 'isolated', asked: asked({ by: null, matches: null }), selective: true, since: LATER },
  'isolated as another': {
    is: 'isolated',
    asked: asked({ recorded: 'eve@fabrikam.example', matches: false }),
    selective: false,
    since: LATER,
  },
  releasing: { is: 'releasing', asked: asked(), started: false, triedUntil: LATER },
  released: { is: 'released', asked: asked(), since: LATER },
  'timed out': { is: 'failed', verb: 'isolate', status: 'TimeOut', asked: asked(), contained: false, at: LATER },
  'release failed': { is: 'failed', verb: 'unisolate', status: 'Failed', asked: asked(), contained: true, at: LATER },
  cancelled: { is: 'failed', verb: 'isolate', status: 'Cancelled', asked: asked(), contained: false, at: LATER },
  'a new status': { is: 'failed', verb: 'isolate', status: 'Evaporated', asked: asked(), contained: false, at: LATER },
  refused: {
    is: 'refused',
    verb: 'isolate',
    intent: sampleIntent({ state: 'refused', refusal: 'defender-refused' }),
    asked: asked(),
    contained: false,
  },
  lost: { is: 'lost', verb: 'isolate', asked: asked(), contained: false },
}
const many = (count: number, over: Partial<Alert> = {}) =>
  Array.from({ length: count }, (_, i) => sampleAlert({ id: `a${i}` as AlertId, ...over }))
const FILES: Readonly<Record<string, Partial<CaseFile>>> = {
  'one alert': {},
  'many alerts': { alerts: many(10), totals: { alerts: 22, unresolved: 22, severityRank: 4 } },
  'in progress, assigned': { alerts: [sampleAlert({ status: 'InProgress', assignedTo: 'anna@fabrikam.example' })] },
  'an unknown severity and status': {
    alerts: [sampleAlert({ severity: { unknown: 'Critical' }, status: { unknown: 'Parked' } })],
    totals: { alerts: 1, unresolved: 1, severityRank: 5 },
  },
  resolved: {
    case: sampleCase({ closedAt: AT }),
    alerts: [sampleAlert({ status: 'Resolved', classification: 'TruePositive', determination: 'Malware' })],
    totals: { alerts: 1, unresolved: 0, severityRank: -1 },
  },
  'without a machine': { case: sampleCase({ machineId: null }), alerts: [sampleAlert({ machine: null })], machine: null },
  'without an incident': { case: sampleCase({ incidentId: null }), alerts: [sampleAlert({ incidentId: null })] },
  'a machine that could not be read': { machine: null },
  'not onboarded': { machine: sampleMachine({ onboardingStatus: 'CanBeOnboarded' }) },
  unreadable: {
    case: sampleCase({ incidentId: null, machineId: null }),
    alerts: [sampleAlert({ readable: false, machine: null, incidentId: null })],
    machine: null,
  },
  mentioned: { mention: { id: 'lena@fabrikam.example', name: 'Lena Lead' } },
}
const evidenceOf = (type: string, text: string): Evidence => ({
  type,
  fileName: text,
  filePath: text,
  sha1: text,
  sha256: null,
  commandLine: type === 'Process' ? text : null,
  processId: 1,
  parentFileName: null,
  ipAddress: text,
  url: text,
  registry: text,
  account: text,
})
const textOf = (file: CaseFile, look = LOOK): string => JSON.stringify(caseCard(file, look).body.card)
const buttonsOf = (file: CaseFile, look = LOOK): string[] =>
  [...textOf(file, look).matchAll(/"type":"Action\.Execute","title":"([^"]+)"/g)].map(([, title = '']) => title)

describe('the card of a case', () => {
  for (const [what, over] of Object.entries(FILES)) {
    for (const [state, containment] of Object.entries(CONTAINMENTS)) {
      it(`is fit for every Teams client: ${what}, ${state}`, () => {
        lintCard(caseCard(sampleCaseFile({ ...over, containment }), LOOK))
      })
    }
  }

  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const evidence = ['Process', 'File', text].map((type) => evidenceOf(type, text))
      const alert = sampleAlert({
        title: text,
        description: text,
        severity: { unknown: text },
        status: { unknown: text },
        machine: { id: sampleMachine().id, name: text },
        machineGroup: text,
        category: text,
        threat: text,
        classification: text,
        determination: text,
        assignedTo: text,
        user: text,
        mitreTechniques: Array.from({ length: 50 }, () => text),
        evidence,
      })
      const machine = sampleMachine({
        name: text,
        machineGroup: text,
        osPlatform: text,
        riskScore: text,
        exposureLevel: text,
        deviceValue: text,
      })
      const containment: Containment = { is: 'isolated', asked: asked({ by: text, recorded: text }), selective: false, since: AT }
      const mention = { id: text.slice(0, 100), name: text }
      for (const file of [
        sampleCaseFile({ alerts: [alert], machine, containment, mention }),
        sampleCaseFile({
          alerts: many(10, alert),
          machine,
          containment,
          mention,
          totals: { alerts: 500, unresolved: 500, severityRank: 5 },
        }),
        sampleCaseFile({
          alerts: [sampleAlert({ ...alert, id: text.slice(0, 200) as AlertId, readable: false })],
          machine: null,
          case: sampleCase({ machineId: null }),
        }),
        sampleCaseFile({
          alerts: [sampleAlert({ ...alert, status: 'Resolved' })],
          machine,
          totals: { alerts: 1, unresolved: 0, severityRank: -1 },
        }),
      ]) {
        lintCard(caseCard(file, LOOK))
        lintCard(raiseCard(file, 5))
      }
    })
  }

  it('offers what may come next, and nothing while something is under way', () => {
    const offered = Object.fromEntries(
      Object.entries(CONTAINMENTS).map(([state, containment]) => [state, buttonsOf(sampleCaseFile({ containment }))[0] ?? null]),
    )
    assert.deepEqual(offered, {
      unknown: 'Isolate',
      none: 'Isolate',
      asking: null,
      unclear: null,
      waiting: 'Cancel isolation',
      isolating: null,
      isolated: 'Release',
      'isolated by somebody else': 'Release',
      'isolated as another': 'Release',
      releasing: null,
      released: 'Isolate',
      'timed out': 'Isolate',
      'release failed': 'Release',
      cancelled: 'Isolate',
      'a new status': 'Isolate',
      refused: 'Isolate',
      lost: 'Isolate',
    })
  })

  it('puts no more on a button than the case and the generation', () => {
    const { actions } = JSON.parse(textOf(sampleCaseFile({ generation: 7 }))).body.at(-1)
    assert.deepEqual(actions[0].data, { caseId: sampleCase().id, nonce: 7 })
    assert.deepEqual(actions[0].fallback.data, { caseId: sampleCase().id, nonce: 7, verb: 'isolate' })
  })

  it('offers nothing that is known not to be granted, and says why', () => {
    const look = { ...LOOK, readOnly: 'read-only: Machine.Isolate is not granted' }
    assert.deepEqual(buttonsOf(sampleCaseFile(), look), [])
    assert.match(textOf(sampleCaseFile(), look), /read-only: Machine\.Isolate is not granted/)
  })

  it('offers nothing without a machine, or for one that is not onboarded', () => {
    assert.deepEqual(buttonsOf(sampleCaseFile(FILES['without a machine'])), [])
    assert.deepEqual(buttonsOf(sampleCaseFile(FILES['not onboarded'])), [])
    assert.match(textOf(sampleCaseFile(FILES['not onboarded'])), /not onboarded/)
  })

  it('says severity in a word, and counts the alerts that it does not name', () => {
    const text = textOf(sampleCaseFile(FILES['many alerts']))
    assert.match(text, /"HIGH"/)
    assert.match(text, /"22 alerts"/)
    assert.match(text, /"\+ 16 more"/)
  })

  it('gives every time in UTC and in the SOC’s own zone', () => {
    assert.match(textOf(sampleCaseFile()), /2 Nov 09:05 UTC \(10:05 Paris\)/)
    assert.doesNotMatch(textOf(sampleCaseFile(), { ...LOOK, times: createTimes(null) }), /Paris/)
  })

  it('says what Defender recorded, and is loud when it is somebody else', () => {
    assert.match(
      textOf(sampleCaseFile({ containment: CONTAINMENTS['isolated']! })),
      /Defender recorded robin@fabrikam\.example ✓/,
    )
    assert.match(
      textOf(sampleCaseFile({ containment: CONTAINMENTS['isolated as another']! })),
      /Defender recorded eve@fabrikam\.example, not who asked here/,
    )
  })

  it('says until when an offline machine will be tried', () => {
    assert.match(textOf(sampleCaseFile({ containment: CONTAINMENTS['waiting']! })), /will be tried until 5 Nov/)
  })

  it('leads to the alert and the incident in Defender, with the id encoded', () => {
    const text = textOf(sampleCaseFile({ alerts: [sampleAlert({ id: 'da/../x?y_1' as AlertId })] }))
    assert.match(text, /https:\/\/security\.microsoft\.com\/alerts\/da%2F\.\.%2Fx%3Fy_1/)
    assert.match(text, /https:\/\/security\.microsoft\.com\/incidents\/812/)
  })

  it('keeps the severity of what is resolved', () => {
    assert.match(textOf(sampleCaseFile(FILES['resolved'])), /"HIGH"/)
  })

  it('names the machine by its id when it has no name', () => {
    const id = '12'.repeat(20) as MachineId
    assert.match(
      textOf(sampleCaseFile({ case: sampleCase({ machineId: id }), machine: null, alerts: [sampleAlert({ machine: null })] })),
      /machine 121212121212…/,
    )
  })
})
