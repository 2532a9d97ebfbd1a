import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import { wanted } from '../domain/action-kind.ts'
import { BotError } from '../domain/error.ts'
import type { ApprovalId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Store } from '../records.ts'
import type { TabControls } from '../tab-contract/controls.ts'
import type { TabProblem } from '../tab-contract.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleApproval, sampleFile, sampleMachine, samplePolicy } from '../test/samples.ts'
import type { Decision } from './decide-from-tab.ts'
import { decideFromTab, stopFromTab } from './decide-from-tab.ts'
import { showControls } from './show-controls.ts'

const NOW = plusMs(sampleApproval().askedAt, 1000)
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const ROBIN = sampleApproval().askedBy

describe('deciding in the tab', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let roles: readonly string[]
  let groups: readonly string[]
  let ids: number

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    roles = ['Lead']
    groups = ['Servers']
    ids = 0
    defender = new FakeDefender(() => now)
    await store.saveMachines([sampleMachine()])
    const { request } = sampleApproval()
    await store.addApproval(sampleApproval({ request: { ...request, caseId: null, conversationId: null } }))
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const viewerOf = (person: typeof LENA): Viewer => ({ ...person, token: 't', endsAt: instantOf(0) })
  const ports = () => {
    const rights = { mode: 'delegated', token: 'token' as never, upn: null, permissions: ['Machine.Isolate'], roles } as const
    return {
      store,
      defender,
      policy: samplePolicy(),
      tokens: { fromSso: async () => rights, fromSession: async () => rights },
      eyes: {
        of: async () => ({ machineGroups: groups, alertIds: [], machineIds: [], rights }),
        sees: () => assert.fail('asked of an alert'),
      },
      times: createTimes(null),
      now: () => now,
      newId: (digits: number) => {
        ids += 1
        return ids.toString(16).padStart(digits, '0')
      },
      pause: () => new Promise<void>(() => undefined),
      background: () => undefined,
    }
  }
  const signal = () => AbortSignal.timeout(5000)
  const decide = (how: Decision, who = LENA, why: string | null = null, id = sampleApproval().id) =>
    decideFromTab(ports(), viewerOf(who), id, how, why, signal())
  const controls = (who = LENA): Promise<TabControls> => showControls(ports(), viewerOf(who), signal())
  const detailOf = (answer: TabControls | TabProblem): string =>
    'detail' in answer ? answer.detail : assert.fail(JSON.stringify(answer))

  it('shows what waits on machines that the person sees, and what they can do about it', async () => {
    const [shown] = (await controls()).approvals
    assert.deepEqual(
      [shown?.verb, shown?.what, shown?.askedBy, shown?.because, shown?.own, shown?.mayApprove, shown?.mayGoAlone],
      ['isolate', 'Isolate (full)', 'Robin', 'its device value is High', false, true, true],
    )
    roles = []
    const [own] = (await controls(ROBIN)).approvals
    assert.deepEqual([own?.own, own?.mayApprove, own?.mayDecline, own?.mayGoAlone], [true, false, true, false])
    groups = ['Workstations']
    assert.deepEqual((await controls()).approvals, [])
  })

  it('shows every request that waits, several of one machine too', async () => {
    const { request } = sampleApproval()
    const scan = sampleApproval({ id: 'b'.repeat(16) as ApprovalId, request: { ...request, ...wanted('scan') } })
    await store.addApproval(scan)
    assert.deepEqual(
      (await controls()).approvals.map(({ what }) => what),
      ['Isolate (full)', 'Run antivirus scan (quick)'],
    )
  })

  it('names the file that is to be stopped, and its whole hash', async () => {
    const { request } = sampleApproval()
    const sha1 = '6'.repeat(40)
    const stop = { ...request, ...wanted('quarantine', { sha1 }) }
    await store.addApproval(sampleApproval({ id: 'b'.repeat(16) as ApprovalId, request: stop }))
    await store.saveAlerts([sampleAlert({ evidence: [sampleFile()] })], 1)
    const [isolation, file] = (await controls()).approvals
    assert.deepEqual(
      [isolation?.sha1, file?.what, file?.sha1],
      [null, String.raw`Stop and quarantine Mimikatz.exe in C:\Temp (SHA-1 66666666…)`, sha1],
    )
  })

  it('carries out what a lead approves, to the letter and as them', async () => {
    assert.deepEqual((await decide('approved')) as TabControls, { lead: true, stopped: null, approvals: [], batches: [] })
    assert.deepEqual(defender.requests, ['isolate'])
    assert.match(defender.actions[0]?.comment ?? '', /^Credential dumping \(asked by Robin, approved by Lena\) \[PocketSOC/)
  })

  it('is not for whoever asked, nor for who is no lead, and that is on record', async () => {
    assert.match(detailOf(await decide('approved', ROBIN)), /You asked for this yourself/)
    roles = ['Responder']
    assert.match(detailOf(await decide('approved')), /needs the app role Lead/)
    assert.match(detailOf(await decide('bypassed', LENA, 'It cannot wait')), /needs the app role Lead/)
    assert.match(detailOf(await decide('declined')), /needs the app role Lead/)
    assert.deepEqual(defender.requests, [])
    assert.equal((await store.audit(9)).filter(({ event }) => event === 'tab.refused').length, 4)
  })

  it('goes on alone with a reason, and not without', async () => {
    assert.match(detailOf(await decide('bypassed', LENA, 'now')), /Say why/)
    await decide('bypassed', LENA, 'Nobody else is awake')
    assert.deepEqual(defender.requests, ['isolate'])
  })

  const LEO = { id: 'oid-leo' as PersonId, name: 'Leo' }

  it('can be approved by another lead when Defender refused the one who did', async () => {
    defender.failBefore = new BotError('forbidden', 'no')
    assert.match(detailOf(await decide('approved')), /^Defender refused\. .* The request still waits for a second person\.$/)
    assert.equal((await controls()).approvals.length, 1)
    assert.deepEqual(((await decide('approved', LEO)) as TabControls).approvals, [])
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('can be approved again after signing in, when Defender wanted more proof', async () => {
    defender.failBefore = new BotError('sign-in-needed', 'more proof')
    await assert.rejects(decide('approved'), (error: unknown) => error instanceof BotError && error.code === 'sign-in-needed')
    await decide('approved')
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('is not over for whoever looked at it before another lead was refused', async () => {
    const { machine } = defender
    defender.machine = async (id) => {
      defender.machine = machine
      defender.failBefore = new BotError('forbidden', 'no')
      await decide('approved')
      return machine.call(defender, id)
    }
    await decide('approved', LEO)
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('is withdrawn by whoever asked', async () => {
    roles = []
    await decide('declined', ROBIN)
    assert.equal((await store.approval(sampleApproval().id))?.state, 'withdrawn')
  })

  it('does nothing about a request that is over', async () => {
    now = sampleApproval().endsAt
    assert.match(detailOf(await decide('approved')), /is over/)
    assert.equal((await store.approval(sampleApproval().id))?.state, 'expired')
    assert.match(detailOf(await decide('approved')), /is over/)
    assert.deepEqual(defender.requests, [])
  })

  it('tells nothing of a machine that Defender hides, nor of a request that there is not', async () => {
    defender.failReads = new BotError('forbidden', 'no')
    const isHidden = (error: unknown) => error instanceof BotError && error.code === 'not-found'
    await assert.rejects(decide('approved'), isHidden)
    await assert.rejects(decide('approved', LENA, null, 'f'.repeat(16) as ApprovalId), isHidden)
    assert.equal((await store.approval(sampleApproval().id))?.state, 'waiting')
  })

  it('lets a lead stop actions and let them go on, and nobody else', async () => {
    const stop = (stops: boolean) => stopFromTab(ports(), viewerOf(LENA), stops, signal())
    roles = ['Responder']
    assert.match(detailOf(await stop(true)), /needs the app role Lead/)
    assert.equal(await store.stop(), null)
    roles = ['Lead']
    const stopped = (await stop(true)) as TabControls
    assert.deepEqual(stopped.stopped, { by: 'Lena', at: NOW })
    assert.match(detailOf(await decide('approved')), /Lena has stopped all actions/)
    roles = ['Responder']
    assert.match(detailOf(await stop(false)), /needs the app role Lead/)
    roles = ['Lead']
    assert.equal(((await stop(false)) as TabControls).stopped, null)
    assert.deepEqual(
      (await store.audit(9)).map(({ event }) => event),
      ['actions.resumed', 'tab.refused', 'tab.refused', 'policy.held', 'actions.stopped', 'tab.refused'],
    )
  })
})
