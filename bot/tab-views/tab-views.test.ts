import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { Alert, Evidence } from '../domain/alert.ts'
import type { Containment } from '../domain/containment.ts'
import type { AlertId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { sampleAlert, sampleMachine, samplePolicy } from '../test/samples.ts'
import { alertRow, alertView } from './alert-view.ts'
import { containmentView } from './containment-view.ts'
import { machineView } from './machine-view.ts'

const TIMES = createTimes(null)
const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const PORTAL = 'https://security.example'

describe('an alert in the tab', () => {
  it('has Defender’s own word for what we do not know, ranked above all', () => {
    const row = alertRow(sampleAlert({ severity: { unknown: 'Dire' }, status: { unknown: 'Parked' } }))
    assert.deepEqual([row.severity, row.severityRank, row.status], ['Dire', 5, 'Parked'])
  })

  it('has its evidence as facts, most telling first, without what Defender did not say', () => {
    const none = { fileName: null, filePath: null, sha1: null, sha256: null, processId: null, parentFileName: null }
    const rest = { ipAddress: null, url: null, registry: null, account: null }
    const piece: Evidence = { ...none, ...rest, type: 'Process', commandLine: 'cmd /c x', processId: 0, account: 'A\\b' }
    assert.deepEqual(view(sampleAlert({ evidence: [piece] })).evidence, [
      {
        type: 'Process',
        facts: [
          { label: 'Command line', value: 'cmd /c x' },
          { label: 'Process', value: '0' },
          { label: 'Account', value: 'A\\b' },
        ],
      },
    ])
  })

  it('names the incident’s others, not itself, and its page in the portal, whatever its id is', () => {
    const shown = view(sampleAlert({ id: 'a/../b\ud800' as AlertId }))
    assert.deepEqual(
      shown.sameIncident.map(({ id }) => id),
      ['other'],
    )
    assert.equal(shown.portalUrl, `${PORTAL}/alerts/a%2F..%2Fb%EF%BF%BD`)
  })

  const view = (alert: Alert) =>
    alertView(alert, { sameIncident: [alert, sampleAlert({ id: 'other' as AlertId })], portalUrl: PORTAL, asOf: AT })
})

describe('a machine’s isolation in the tab', () => {
  const asked = { by: 'Robin', recorded: 'wanda@fabrikam.example', matches: false, at: AT }
  const isolated: Containment = { is: 'isolated', asked, selective: false, since: AT }

  it('is in the words of the cards, loud about who was recorded', () => {
    const view = containmentView(isolated, 3, sampleMachine(), TIMES)
    assert.deepEqual(
      [view.is, view.headline, view.matches, view.next, view.generation],
      ['isolated', 'Isolated', false, 'unisolate', 3],
    )
    assert.match(view.recorded ?? '', /wanda@fabrikam\.example, not who asked here/)
  })

  it('offers nothing for a machine that is not onboarded, and says so', () => {
    const view = containmentView({ is: 'none' }, 0, sampleMachine({ onboardingStatus: 'CanBeOnboarded' }), TIMES)
    assert.equal(view.next, null)
    assert.equal(
      view.detail,
      'Defender lists no containment. This machine is not onboarded to Defender, so it cannot be isolated.',
    )
  })

  it('is a containment where the machine is not onboarded', () => {
    const { of, headline } = containmentView(isolated, 3, sampleMachine({ onboardingStatus: 'CanBeOnboarded' }), TIMES)
    assert.deepEqual([of, headline], ['Containment', 'Contained'])
    assert.equal(containmentView(isolated, 3, sampleMachine(), TIMES).of, 'Isolation')
  })
})

describe('a machine in the tab', () => {
  const view = (alerts: readonly Alert[]) =>
    machineView(
      {
        machine: sampleMachine(),
        containment: { is: 'none' },
        generation: 0,
        review: null,
        logons: null,
        actions: null,
        alerts,
        offers: [],
        fileGenerations: new Map(),
        policy: samplePolicy(),
        verdictOf: (verb) => ({ is: 'second-person', because: [`${verb} is braked`] }),
        now: AT,
      },
      TIMES,
      PORTAL,
    )

  it('suggests the worst open alert as the reason, the newest of several', () => {
    const alerts = [
      sampleAlert({ title: 'Resolved', status: 'Resolved' }),
      sampleAlert({ title: 'Newest', severity: 'Low' }),
      sampleAlert({ title: 'Worst' }),
      sampleAlert({ title: 'Older' }),
    ]
    assert.equal(view(alerts).suggestedReason, 'Worst (incident 812)')
    assert.equal(view([]).suggestedReason, 'Isolated from Teams')
  })

  it('tells what to know before confirming, and what is in the way, as a card does', () => {
    const { warnings, held, ways } = view([])
    assert.deepEqual(
      warnings.map(({ text }) => text.split(':')[0]),
      ['Server', 'High device value'],
    )
    assert.deepEqual(held, { is: 'second-person', why: 'A second person has to approve: isolate is braked.' })
    assert.deepEqual(
      ways.map(({ type }) => type),
      ['Full', 'Selective'],
    )
  })

  it('tells what did not come in time from what there is none of', () => {
    assert.deepEqual([view([]).logons, view([]).actions, view([]).alerts], [null, null, []])
  })
})
