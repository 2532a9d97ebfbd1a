import assert from 'node:assert/strict'
import type { CaseFile } from '../domain/case.ts'
import type { ActionId, IncidentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Verb } from '../domain/intent.ts'
import { VERBS } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { LogonUser } from '../ports.ts'
import { lintCard } from '../test/card-lint.ts'
import { CONTAINMENTS } from '../test/card-states.ts'
import { HOSTILE } from '../test/hostile.ts'
import { sampleAlert, sampleCase, sampleCaseFile, sampleMachine, samplePolicy } from '../test/samples.ts'
import type { ConfirmFacts } from './confirm-card.ts'
import { confirmCard } from './confirm-card.ts'
import type { Proposal } from './confirm-words.ts'
import { choiceOf } from './confirm-words.ts'
import { createTimes } from './times.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const TIMES = createTimes('Europe/Paris')
const NOTHING: ConfirmFacts = {
  machine: null,
  logons: null,
  open: null,
  verdict: { is: 'allowed' },
  kinds: samplePolicy().kinds,
  now: AT,
}

const logonOf = (over: Partial<LogonUser> = {}): LogonUser => ({
  account: 'FABRIKAM\\nora',
  lastSeenAt: AT,
  isDomainAdmin: false,
  ...over,
})
const actionOf = (over: Partial<MachineAction> = {}): MachineAction => ({
  id: 'a1' as ActionId,
  type: 'RunAntiVirusScan',
  status: 'InProgress',
  scope: null,
  sha1: null,
  requestor: 'lead@fabrikam.example',
  comment: null,
  cancellationComment: null,
  source: 'Portal',
  machineId: sampleMachine().id,
  createdAt: AT,
  updatedAt: AT,
  ...over,
})
const factsOf = (over: Partial<ConfirmFacts> = {}): ConfirmFacts => ({
  ...NOTHING,
  machine: sampleMachine(),
  logons: [],
  open: [],
  ...over,
})

const proposalOf = (verb: Verb, generation = 0, over: Partial<Proposal> = {}): Proposal => ({
  verb,
  generation,
  files: verb === 'quarantine' ? [{ sha1: 'ab'.repeat(20), name: 'upd.exe', path: 'C:\\Temp', generation: 2 }] : [],
  cancels: verb === 'cancel' ? actionOf() : null,
  ...over,
})
const textOf = (facts: ConfirmFacts, over: Partial<CaseFile> = {}, verb: Verb = 'isolate'): string =>
  JSON.stringify(confirmCard(sampleCaseFile(over), proposalOf(verb, sampleCaseFile(over).generation), facts, TIMES))
/** The facts' values, each after its label. */
const rowsOf = (facts: ConfirmFacts): string[] =>
  [...textOf(facts).matchAll(/"text":"([^"]*)","isSubtle":true,"wrap":true\}\]\}.*?"text":"([^"]*)","color":"(\w+)"/g)].map(
    ([, label, value, colour]) => `${label}: ${value}${colour === 'Default' ? '' : ' !'}`,
  )
const lint = (file: CaseFile, verb: Verb, facts: ConfirmFacts): void =>
  lintCard({ summary: 'Confirm', body: { card: confirmCard(file, proposalOf(verb, file.generation), facts, TIMES) } })

describe('the confirm step', () => {
  for (const [state, containment] of Object.entries(CONTAINMENTS)) {
    for (const [known, facts] of [
      ['all is known', factsOf({ logons: [logonOf()], open: [actionOf()] })],
      ['nothing is known', NOTHING],
    ] as const) {
      it(`is fit for every Teams client: ${state}, ${known}`, () => {
        for (const verb of VERBS) {
          lint(sampleCaseFile({ containment }), verb, facts)
          lint(sampleCaseFile({ containment, machine: null }), verb, facts)
        }
      })
    }
  }

  for (const text of HOSTILE) {
    it(`shows outside text as text: ${JSON.stringify(text.slice(0, 40))}`, () => {
      const machine = sampleMachine({
        name: text,
        machineGroup: text,
        riskScore: text,
        deviceValue: text,
        healthStatus: text,
      })
      const facts = {
        ...NOTHING,
        machine,
        logons: Array.from({ length: 500 }, () => logonOf({ account: text, isDomainAdmin: true })),
        open: Array.from({ length: 500 }, () => actionOf({ type: text, requestor: text })),
      }
      for (const verb of VERBS) lint(sampleCaseFile({ alerts: [sampleAlert({ title: text })], machine }), verb, facts)
    })
  }

  it('says that somebody else has to approve, and asks for that in place of the act', () => {
    const text = textOf({ ...factsOf(), verdict: { is: 'second-person', because: ['it is a server', 'it is Tuesday'] } })
    assert.match(text, /A second person has to approve: it is a server; it is Tuesday\./)
    assert.match(text, /"title":"Ask for approval","verb":"confirm-isolate"/)
  })

  it('warns of what the machine is before anything else, the worst first', () => {
    const machine = sampleMachine({ tags: ['Hyper-V'] })
    const [, warnings] = JSON.parse(textOf({ ...factsOf({ machine }) })).body
    assert.deepEqual(
      warnings.items.map(({ inlines: [one] }: { inlines: { text: string; color: string }[] }) => [
        one?.text.split(':')[0],
        one?.color,
      ]),
      [
        ['Hyper-V host', 'Attention'],
        ['Server', 'Warning'],
        ['High device value', 'Warning'],
      ],
    )
  })

  it('says what each way of isolating leaves reachable, and offers Selective only where there is such a thing', () => {
    const typesOf = (osPlatform: string) =>
      [...textOf(factsOf({ machine: sampleMachine({ osPlatform }) })).matchAll(/"title":"(\w+): [^"]+","value"/g)].map(
        ([, type]) => type,
      )
    assert.deepEqual([typesOf('Windows11'), typesOf('Ubuntu')], [['Full', 'Selective'], ['Full']])
  })

  it('says how many of the files in the evidence have no room on the card, and where they are', () => {
    const labelOf = (count: number) => {
      const files = Array.from({ length: count }, (_, n) => ({
        sha1: `${n}`.padStart(40, '0'),
        name: 'upd.exe',
        path: null,
        generation: 0,
      }))
      const { choices, label } = choiceOf(proposalOf('quarantine', 0, { files }), null) ?? assert.fail()
      return [choices.length, label]
    }
    assert.deepEqual(labelOf(12), [12, 'Which file, of those in the evidence'])
    assert.deepEqual(labelOf(15), [12, 'Which file, of those in the evidence (3 more in the tab)'])
  })

  it('warns of a machine that sent no report lately', () => {
    const machine = sampleMachine({ lastSeenAt: '2026-10-20T09:05:00.0000000Z' as Instant })
    assert.match(textOf(factsOf({ machine })), /No full report since 20 Oct 09:05 UTC/)
  })

  it('asks what will be done to which machine, in the words of its button', () => {
    const asks = (verb: Verb, over: Partial<CaseFile> = {}) => {
      const text = textOf(factsOf(), over, verb)
      return [/"text":"([^"]*\?)"/.exec(text)?.[1], /"type":"Action\.Execute","title":"([^"]+)","verb":"([^"]+)"/.exec(text)?.[1]]
    }
    const name = sampleMachine().name
    assert.deepEqual(asks('isolate'), [`Isolate ${name}?`, 'Isolate now'])
    assert.deepEqual(asks('unisolate', { containment: CONTAINMENTS['isolated']! }), [`Release ${name}?`, 'Release now'])
    assert.deepEqual(asks('unisolate', { containment: CONTAINMENTS['waiting']! }), [
      `Cancel the isolation of ${name}?`,
      'Cancel isolation now',
    ])
  })

  it('offers the act first and the way back second, with no more on them than the case and the generation', () => {
    const { actions } = JSON.parse(textOf(factsOf(), { generation: 7 })).body.at(-1)
    const data = { caseId: sampleCase().id, nonce: 7 }
    assert.deepEqual(
      actions.map(({ verb, data }: { verb: string; data: object }) => ({ verb, data })),
      [
        { verb: 'confirm-isolate', data },
        { verb: 'show', data },
      ],
    )
  })

  it('says of all it asked Defender what came, and of the rest that it is not known', () => {
    assert.deepEqual(rowsOf(factsOf({ machine: sampleMachine({ deviceValue: 'Normal' }) })), [
      'Risk: High',
      'Device value: Normal',
      'Sensor: Active',
      'Logged on: nobody lately',
      'Under way: nothing',
    ])
    assert.deepEqual(rowsOf(NOTHING), [
      'Risk: not known',
      'Device value: not known',
      'Sensor: not known',
      'Logged on: not known',
      'Under way: not known',
    ])
  })

  it('makes stand out what should give pause', () => {
    const machine = sampleMachine({ deviceValue: 'High', healthStatus: 'NoSensorData' })
    const logons = [logonOf(), logonOf({ account: 'FABRIKAM\\adm', lastSeenAt: null, isDomainAdmin: true })]
    assert.deepEqual(rowsOf(factsOf({ machine, logons, open: [actionOf()] })).slice(1), [
      'Device value: High !',
      'Sensor: No sensor data: may not hear of it at once !',
      'Logged on: FABRIKAM\\\\adm (domain admin) !',
      ': FABRIKAM\\\\nora, 2 Nov 09:05 UTC (10:05 Paris)',
      'Under way: Run anti virus scan by lead@fabrikam.example !',
    ])
  })

  it('names who was there last, domain admins before all, and counts the others', () => {
    const day = (n: number) => logonOf({ account: `u${n}`, lastSeenAt: `2026-11-0${n}T09:05:00.0000000Z` as Instant })
    const admin = logonOf({ account: 'root', lastSeenAt: null, isDomainAdmin: true })
    assert.deepEqual(rowsOf(factsOf({ logons: [day(2), day(4), admin, day(3), day(1)] })).slice(3, 7), [
      'Logged on: root (domain admin) !',
      ': u4, 4 Nov 09:05 UTC (10:05 Paris)',
      ': u3, 3 Nov 09:05 UTC (10:05 Paris)',
      ': + 2 more',
    ])
  })

  it('has a reason ready that names the alert and the incident, so that nothing has to be typed', () => {
    const reason = (over: Partial<CaseFile>, verb: Verb = 'isolate') =>
      /"id":"reason".*?"value":"([^"]+)"/.exec(textOf(factsOf(), over, verb))?.[1]
    assert.equal(reason({}), 'Credential dumping on a server (incident 812)')
    assert.equal(reason({ case: sampleCase({ incidentId: null }) }), 'Credential dumping on a server')
    assert.equal(reason({ case: sampleCase({ incidentId: 9 as IncidentId }) }, 'unisolate'), 'Released from Teams (incident 9)')
  })

  it('asks Full or Selective only when it isolates, Full unless the person says otherwise', () => {
    assert.match(textOf(factsOf()), /"id":"isolationType".*?"value":"Full"/)
    assert.doesNotMatch(textOf(factsOf(), {}, 'unisolate'), /isolationType/)
  })
})
