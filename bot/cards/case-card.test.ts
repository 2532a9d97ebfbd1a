import assert from 'node:assert/strict'
import type { StartVerb } from '../domain/action-kind.ts'
import { wanted } from '../domain/action-kind.ts'
import type { CaseFile } from '../domain/case.ts'
import type { AlertId, ApprovalId, MachineId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import { lintCard } from '../test/card-lint.ts'
import { CONTAINMENTS, FILES, STANDINGS } from '../test/card-states.ts'
import {
  sampleAlert,
  sampleApproval,
  sampleCase,
  sampleCaseFile,
  sampleConversation,
  sampleFile,
  sampleMachine,
  sampleReview,
} from '../test/samples.ts'
import type { CardLook } from './case-card.ts'
import { caseCard, shortCaseCard } from './case-card.ts'
import { createTimes } from './times.ts'

const LOOK: CardLook = {
  portalUrl: 'https://security.microsoft.com',
  times: createTimes('Europe/Paris'),
  mode: 'delegated',
  tab: {
    appId: '0f0e0d0c-0000-4000-8000-000000000001',
    tenantId: 't-1',
    url: 'https://soc.example.com/tab/',
    teamsUrl: 'https://teams.microsoft.com',
  },
}
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

  it('says that it is no longer shown, and nothing else, where its chat does not show the case any more', () => {
    for (const card of [caseCard, shortCaseCard]) {
      const message = card(sampleCaseFile({ hidden: true }), LOOK)

      lintCard(message)
      assert.match(JSON.stringify(message), /No longer shown here/)
      assert.doesNotMatch(JSON.stringify(message), /Credential|srv-db|Servers|Action\./)
    }
  })

  it('offers what may come next, and no isolation or release while one is under way', () => {
    const offered = Object.fromEntries(
      Object.entries(CONTAINMENTS).map(([state, containment]) => {
        const [next, ...others] = buttonsOf(sampleCaseFile({ containment }))
        return [state, others.length > 0 ? next : null]
      }),
    )
    assert.deepEqual(offered, {
      unknown: 'Isolate',
      none: 'Isolate',
      asking: 'Triage',
      unclear: 'Triage',
      waiting: 'Cancel isolation',
      isolating: 'Triage',
      isolated: 'Release',
      'isolated by somebody else': 'Release',
      'isolated as another': 'Release',
      releasing: 'Triage',
      released: 'Isolate',
      'timed out': 'Isolate',
      'release failed': 'Release',
      cancelled: 'Isolate',
      'a new status': 'Isolate',
      refused: 'Isolate',
      'refused to the app': 'Isolate',
      lost: 'Isolate',
    })
  })

  it('puts no more on a button than the case and the generation', () => {
    const { actions } = JSON.parse(textOf(sampleCaseFile({ generation: 7 }))).body.at(-2)
    assert.deepEqual(actions[0].data, { caseId: sampleCase().id, nonce: 7 })
    assert.deepEqual(actions[0].fallback.data, { caseId: sampleCase().id, nonce: 7, verb: 'isolate' })
  })

  it('lets everybody answer what waits for a second person, on the card of its case alone, and asks for nothing else', () => {
    const approval = sampleApproval()
    assert.deepEqual(buttonsOf(sampleCaseFile({ approvals: [approval] })), ['Approve', 'Decline', 'Triage', 'More'])
    const elsewhere = sampleApproval({ request: { ...approval.request, caseId: null } })
    assert.deepEqual(buttonsOf(sampleCaseFile({ approvals: [elsewhere] })), ['Triage', 'More'])
    const text = textOf(sampleCaseFile({ approvals: [approval] }))
    assert.match(text, /Approval asked: isolate \(full\)/)
    assert.match(text, /Robin asked 2 Nov 09:05 UTC .*because its device value is High\. Reason: Credential dumping\./)
    const stops = sampleApproval({ request: { ...approval.request, ...wanted('quarantine', { sha1: '6'.repeat(40) }) } })
    assert.match(
      textOf(sampleCaseFile({ approvals: [stops], alerts: [sampleAlert({ evidence: [sampleFile()] })] })),
      /Approval asked: stop and quarantine Mimikatz\.exe in C:\\\\Temp \(SHA-1 66666666…\)/,
    )
    const [approve] = JSON.parse(text).body.at(-2).actions
    assert.deepEqual(approve.data, { caseId: sampleCase().id, nonce: 0, approvalId: approval.id })
  })

  it('shows every request that waits: one whole, with its buttons, a line to tap for the next, the rest named', () => {
    const { request } = sampleApproval()
    const asking = (digit: string, verb: StartVerb, over = {}) =>
      sampleApproval({ id: digit.repeat(16) as ApprovalId, request: { ...request, ...wanted(verb), ...over } })
    const approvals = [
      asking('1', 'collect', { caseId: null }),
      asking('2', 'scan'),
      asking('3', 'isolate'),
      ...['4', '5', '6'].map((digit) => asking(digit, 'quarantine', wanted('quarantine', { sha1: digit.repeat(40) }))),
    ]
    const file = sampleCaseFile({ approvals, alerts: [sampleAlert({ evidence: [sampleFile()] })] })
    const card = caseCard(file, LOOK)
    lintCard(card)
    const text = JSON.stringify(card)
    assert.match(text, /Approval asked: run antivirus scan \(quick\)/)
    const lines = Array.from({ length: 3 }, () => 'Answer this request')
    assert.deepEqual(buttonsOf(file), [...lines, 'Approve', 'Decline', 'Triage', 'More'])
    assert.match(
      text,
      /2 more wait for approval: collect package, stop and quarantine Mimikatz\.exe in C:\\\\Temp \(SHA-1 66666666…\)\./,
    )
    assert.match(text, /Stop and quarantine SHA-1 44444444…: asked by Robin, until /)
    const taps = [
      ...text.matchAll(/"verb":"approve",(?:"style":"positive",)?"data":\{"caseId":"c+","nonce":0,"approvalId":"(.)\1*"\}/g),
    ].map(([, id]) => id)
    assert.deepEqual(taps, ['3', '4', '5', '2'])
    assert.match(text, /Isolate \(full\): asked by Robin, until /)
    assert.doesNotMatch(
      JSON.stringify(caseCard(sampleCaseFile({ approvals: [asking('2', 'scan')] }), LOOK)),
      /Also waits|more wait/,
    )
  })

  it('has no more than six buttons and links, however much there is', () => {
    const file = sampleCaseFile({
      approvals: [sampleApproval()],
      counted: new Map([[4, 3]]),
      containment: CONTAINMENTS['isolated']!,
    })
    assert.deepEqual(buttonsOf(file), ['Release', 'Approve', 'Decline', 'Triage', 'More', 'Show all machines'])
    assert.doesNotMatch(textOf(file), /Action\.OpenUrl/)
  })

  it('offers nothing while actions are stopped but what goes on all the same, and says who stopped them', () => {
    const stop = { by: sampleApproval().askedBy, at: sampleApproval().askedAt, except: ['unisolate'] } as const
    assert.deepEqual(buttonsOf(sampleCaseFile({ stop })), ['Triage', 'More'])
    assert.deepEqual(buttonsOf(sampleCaseFile({ stop, containment: CONTAINMENTS['isolated']! })), ['Release', 'Triage', 'More'])
    assert.match(textOf(sampleCaseFile({ stop })), /All actions are stopped.*Robin stopped them 2 Nov 09:05 UTC/)
  })

  it('offers nothing that is known not to be granted, and says why', () => {
    const granted = { mode: 'delegated', permissions: ['Machine.Read', 'Machine.ReadWrite'], since: instantOf(0) } as const
    assert.deepEqual(buttonsOf(sampleCaseFile({ granted })), [])
    assert.match(textOf(sampleCaseFile({ granted })), /no triage: Alert\.ReadWrite is not granted/)
    assert.match(textOf(sampleCaseFile({ granted })), /read-only: Machine\.Isolate is not granted/)
    const offered = (permissions: string[]) => buttonsOf(sampleCaseFile({ granted: { ...granted, permissions } }))
    assert.deepEqual(offered(['Machine.Isolate']), ['Isolate', 'More'])
    assert.deepEqual([offered(['Machine.Scan']), offered(['Alert.ReadWrite'])], [['More'], ['Triage']])
    assert.deepEqual(buttonsOf(sampleCaseFile({ granted: { ...granted, mode: 'application' } })), ['Isolate', 'Triage', 'More'])
  })

  it('offers only triage without a machine, leaves one that is not onboarded to More, and nothing for what could not be read', () => {
    assert.deepEqual(buttonsOf(sampleCaseFile(FILES['without a machine'])), ['Triage'])
    assert.deepEqual(buttonsOf(sampleCaseFile(FILES['not onboarded'])), ['Triage', 'More'])
    assert.deepEqual(buttonsOf(sampleCaseFile(FILES['unreadable'])), [])
    assert.match(textOf(sampleCaseFile(FILES['not onboarded'])), /not onboarded/)
  })

  it('says in one line what else was done since the case opened, the newest first, and counts what else is under way', () => {
    const besides = [STANDINGS['stopping']!, STANDINGS['scanning']!, STANDINGS['collected']!]
    const text = textOf(sampleCaseFile({ besides }))
    assert.match(
      text,
      /"Stop and quarantine file abababab…".*": waiting for the machine, asked by Robin 2 Nov 09:05 UTC.* \+ 1 more under way"/,
    )
    const before = sampleCase({ openedAt: instantOf(Date.UTC(2027, 0, 1)) })
    assert.doesNotMatch(textOf(sampleCaseFile({ besides, case: before })), /quarantine/)
  })

  for (const [state, standing] of Object.entries(STANDINGS)) {
    it(`is fit for every Teams client with something else: ${state}`, () => {
      lintCard(caseCard(sampleCaseFile({ besides: [standing] }), LOOK))
    })
  }

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

  it('leads into the tab: to the machine, and to the alert where there is none; not before the catalog id is known', () => {
    const linked = (file: CaseFile, look = LOOK) => {
      const action = JSON.parse(textOf(file, look))
        .body.at(-1)
        .actions.find(({ url = '' }) => url.startsWith('https://teams.microsoft.com/'))
      return action && { title: action.title, url: new URL(action.url) }
    }
    const machine = linked(sampleCaseFile())
    assert.equal(machine.title, 'Open machine')
    assert.equal(machine.url.pathname, `/l/entity/${LOOK.tab?.appId}/alerts`)
    assert.equal(machine.url.searchParams.get('tenantId'), 't-1')
    assert.equal(machine.url.searchParams.get('webUrl'), 'https://soc.example.com/tab/')
    assert.deepEqual(JSON.parse(machine.url.searchParams.get('context') ?? ''), {
      subEntityId: `machine:${sampleCase().machineId}`,
    })
    const alone = sampleCaseFile({
      case: sampleCase({ machineId: null }),
      alerts: [sampleAlert({ id: 'da"&/ +x_1' as AlertId, machine: null })],
    })
    assert.equal(linked(alone).title, 'Open alert')
    assert.deepEqual(JSON.parse(linked(alone).url.searchParams.get('context')), { subEntityId: 'alert:da"&/ +x_1' })
    assert.doesNotMatch(linked(alone).url.search, /\+/)
    assert.equal(linked(sampleCaseFile(), { ...LOOK, tab: null }), undefined)
  })

  it('says of a late refusal in application mode that the app was refused, whatever role anybody holds', () => {
    const text = textOf(sampleCaseFile({ containment: CONTAINMENTS['refused to the app']! }))
    assert.match(text, /Defender refused PocketSOC itself/)
    assert.doesNotMatch(text, /Active remediation actions/)
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

  it('is calm once the case is closed: says resolved and as what, and isolating no longer stands out', () => {
    const text = textOf(sampleCaseFile(FILES['resolved']))
    assert.match(text, /"style":"good"/)
    assert.match(text, /"HIGH"/)
    assert.match(text, /Resolved · True positive: malware/)
    assert.doesNotMatch(text, /destructive/)
  })

  it('says why a case whose alerts are resolved is still open', () => {
    const resolved = { ...FILES['resolved'], case: sampleCase() }
    const text = (state: string) => textOf(sampleCaseFile({ ...resolved, containment: CONTAINMENTS[state]! }))
    assert.match(text('isolated'), /Resolved · machine still isolated/)
    assert.match(text('release failed'), /Resolved · machine still isolated/)
    assert.match(text('isolating'), /Resolved · machine action under way/)
  })

  it('says of an alert that could not be read no more than its id and where to look', () => {
    const text = textOf(sampleCaseFile(FILES['unreadable']))
    assert.match(text, /"UNREAD"/)
    assert.match(text, /da638400000000000001_-17"/)
    assert.match(text, /Nothing else is known of it\. Open it in Defender\./)
    assert.doesNotMatch(text, /Risk|User|Category|LSASS/)
  })

  it('tells of the sensor only when it is not active', () => {
    assert.doesNotMatch(textOf(sampleCaseFile()), /Sensor/)
    const machine = sampleMachine({ healthStatus: 'NoSensorData' })
    assert.match(textOf(sampleCaseFile({ machine })), /No sensor data, last full report 2 Nov 09:05 UTC/)
  })

  it('shows a word of Defender that it does not know as it came', () => {
    for (const unknown of ['Critical', 'constructor', '__proto__']) {
      const alert = sampleAlert({ severity: { unknown }, status: { unknown } })
      const text = textOf(sampleCaseFile({ alerts: [alert], totals: { alerts: 1, unresolved: 1, severityRank: 5 } }))
      assert.match(text, new RegExp(`"${unknown.toUpperCase()}".*"  ${unknown}"`))
      assert.match(text, /"style":"attention"/)
    }
  })

  it('says who answers for an isolation and until when, and opens the review', () => {
    const one = sampleCaseFile({ containment: CONTAINMENTS['isolated']!, review: sampleReview() })
    assert.match(textOf(one), /"Owner Robin · review 3 Nov 09:05 UTC .* ›"/)
    assert.match(
      textOf(one),
      /"selectAction":\{"type":"Action.Execute","title":"[^"]+","verb":"review","data":\{"caseId":"c{24}"\}/,
    )
    const asked = { times: 1, at: sampleReview().dueAt, conversationId: sampleConversation().id, caseId: null, messageId: null }
    const overdue = { ...one, review: sampleReview({ owner: null, asked }) }
    assert.match(textOf(overdue), /"No owner here · review was due 3 Nov 09:05 UTC .* ›"/)
  })

  it('mentions whom the rule names, by the same words in the text and in the entity', () => {
    const card = JSON.parse(textOf(sampleCaseFile({ mention: { id: 'lena@fabrikam.example', name: 'Lena *Lead* <SOC>' } })))
    assert.deepEqual(card.msteams.entities, [
      {
        type: 'mention',
        text: '<at>Lena Lead SOC</at>',
        mentioned: { id: 'lena@fabrikam.example', name: 'Lena Lead SOC' },
      },
    ])
    assert.match(JSON.stringify(card.body), /"For <at>Lena Lead SOC<\/at>"/)
  })
})
