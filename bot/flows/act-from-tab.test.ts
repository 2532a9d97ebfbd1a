import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { Case } from '../domain/case.ts'
import type { Conversation } from '../domain/conversation.ts'
import { BotError } from '../domain/error.ts'
import type { Mode } from '../domain/granted.ts'
import type { CaseId, ConversationId, PersonId } from '../domain/ids.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Verb } from '../domain/intent.ts'
import type { Policy } from '../domain/policy.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import type { TabAsked, TabContainment } from '../tab-contract/machines.ts'
import type { TabProblem } from '../tab-contract.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import { actFromTab } from './act-from-tab.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MACHINE = sampleMachine().id
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin', token: 'a.b.c', endsAt: plusMs(NOW, 3_600_000) }
const NEWER = sampleCase({ id: 'd'.repeat(24) as CaseId, openedAt: plusMs(sampleCase().openedAt, 1000) })
/** Robin's own chat, and Ada's: both watch alerts there. */
const [OWN, HERS] = (['robin', 'ada'] as const).map((who) =>
  sampleConversation({ id: `a:${who}` as ConversationId, kind: 'personal', personId: `oid-${who}`, team: null, name: who }),
) as [Conversation, Conversation]
const caseIn = ({ id: conversationId }: Conversation, digit: string): Case =>
  sampleCase({ id: digit.repeat(24) as CaseId, conversationId, openedAt: plusMs(NOW, -5000) })
const CLOSED = sampleCase({ id: 'e'.repeat(24) as CaseId, openedAt: plusMs(NOW, -1000), closedAt: NOW })

describe('acting from the tab', () => {
  let store: Store
  let defender: FakeDefender
  let mode: Mode
  let permissions: string[]
  let waits: boolean
  let background: Promise<unknown>[]
  let ids: number
  let policy: Policy

  beforeEach(async () => {
    store = await freshStore()
    defender = new FakeDefender(() => NOW)
    mode = 'delegated'
    permissions = ['Machine.Isolate']
    waits = true
    background = []
    ids = 0
    policy = samplePolicy()
    for (const one of [sampleConversation(), OWN, HERS]) await store.saveConversation(one)
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const act = (verb: Verb = 'isolate', generation = 0): Promise<TabContainment | TabAsked | TabProblem> => {
    const rights = async (): Promise<ActingPerson> => ({
      mode,
      token: 'token' as never,
      upn: null,
      permissions,
      roles: ['Responder'],
    })
    const ports = {
      store,
      defender,
      tokens: { fromSso: rights, fromSession: rights },
      times: createTimes(null),
      policy,
      now: () => NOW,
      newId: (digits: number) => {
        ids += 1
        return ids.toString(16).padStart(digits, '0')
      },
      pause: () => (waits ? new Promise<void>(() => undefined) : Promise.resolve()),
      background: (work: Promise<unknown>) => background.push(work),
    }
    const wanted = { generation, reason: '', isolationType: null }
    return actFromTab(ports, ROBIN, MACHINE, verb, wanted, AbortSignal.timeout(5000))
  }
  /** Why wishes were refused before they were intents. */
  const refusals = async () =>
    (await store.audit(9)).flatMap(({ event, detail }) => (event === 'tab.refused' ? (detail['why'] ?? []) : []))
  const intents = async () => (await store.audit(9)).filter(({ event }) => event === 'action.asked')

  it('isolates fully where nothing else was said, and answers what is on record then', async () => {
    const answer = (await act()) as TabContainment
    assert.deepEqual([answer.is, answer.next, answer.generation], ['isolating', 'unisolate', 1])
    assert.match(defender.actions[0]?.comment ?? '', /^Isolate from Teams \[PocketSOC/)
    const intent = await store.intent((await intents())[0]!.intentId!)
    assert.deepEqual([intent?.isolationType, intent?.caseId, intent?.person], ['Full', null, { id: ROBIN.id, name: 'Robin' }])
  })

  it('belongs to the newest open case of the machine, and its card follows', async () => {
    await store.saveCases([NEWER, sampleCase(), CLOSED])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: NEWER.conversationId, caseId: NEWER.id }])
    await act()
    assert.deepEqual(
      (await intents()).map(({ caseId }) => caseId),
      [NEWER.id],
    )
    assert.ok(((await store.cases([NEWER.id]))[0]?.revision ?? 0) > NEWER.revision)
  })

  it('belongs to a case in a channel before one in their own chat, and to that before none', async () => {
    await store.saveCases([caseIn(OWN, '1'), sampleCase()])
    await act()
    await store.saveCases([caseIn(OWN, '1'), sampleCase({ closedAt: NOW })])
    await act('unisolate', 1)
    const [later, first] = await intents()
    assert.deepEqual([first?.caseId, later?.caseId], [sampleCase().id, caseIn(OWN, '1').id])
  })

  it('belongs to no case in the chat of another, who is not told of it', async () => {
    await store.saveCases([caseIn(HERS, '2')])
    await act()
    assert.deepEqual(
      (await intents()).map(({ caseId }) => caseId),
      [null],
    )
  })

  it('belongs to no case of a channel or chat that the bot is not in any more', async () => {
    const GONE = sampleConversation({ id: '19:gone@thread.tacv2' as ConversationId, state: 'gone' })
    const PARKED = { ...OWN, state: 'parked' } as const
    for (const one of [GONE, PARKED]) await store.saveConversation(one)
    const [inGone, inParked] = [caseIn(GONE, '1'), caseIn(PARKED, '2')]
    await store.saveCases([inGone, inParked])
    await act()
    await store.saveConversation(OWN)
    await act('unisolate', 1)
    const [later, first] = await intents()
    assert.deepEqual([first?.caseId, later?.caseId], [null, inParked.id])
  })

  it('is told the operators, with whom policy mentions and where to approve, when it needs a second person and has no case', async () => {
    const tell = { id: 'leads@fabrikam.example', name: 'SOC leads' }
    policy = samplePolicy({
      verbs: { ...policy.verbs, isolate: 'two people' },
      secondPerson: { ...policy.secondPerson, tell },
    })
    await store.setCursor('operator', sampleConversation().id)
    await store.saveCases([caseIn(HERS, '2')])
    await act()
    const [told, ...others] = (await store.claim(NOW, [], 9)).filter(({ content }) => content.what === 'notice')
    assert.ok(told?.content.what === 'notice')
    const { title, lines, mention } = told.content.notice
    assert.deepEqual([told.conversationId, others, mention], [sampleConversation().id, [], tell])
    assert.match(title, /^Robin asks for a second person: Isolate srv-db-02/)
    assert.match(lines[1] ?? '', /^A lead can approve at the top of the tab’s list until 12:30 UTC\.$/)
  })

  it('does nothing on what the machine has left behind, in words', async () => {
    await act()
    for (const answer of [await act('isolate', 0), await act('isolate', 1)]) {
      const { status, detail } = answer as TabProblem
      assert.equal(status, 409)
      assert.match(detail, /It stands now: Isolating, waiting for the machine\. Nothing was done/)
    }
    assert.deepEqual(defender.requests, ['isolate'])
    assert.deepEqual(await refusals(), ['out of date', 'out of date'])
    assert.equal(((await act('unisolate', 1)) as TabContainment).is, 'failed')
    assert.deepEqual(defender.requests, ['isolate', 'cancel'])
    assert.equal(((await act('isolate', 0)) as TabProblem).status, 409) // it is next again, but not as they saw it
    assert.deepEqual(defender.requests, ['isolate', 'cancel'])
  })

  it('does nothing on what Defender lists to be over by then, in words', async () => {
    await store.setCursor('actions-read', NOW)
    for (const type of ['Isolate', 'Unisolate']) defender.add({ type, status: 'Succeeded', source: 'Portal' })
    const { status, title, detail } = (await act()) as TabProblem
    assert.deepEqual([status, title], [409, 'Not isolated'])
    assert.match(detail, /moved on since you looked\. Nothing was done/)
    assert.deepEqual(defender.requests, [])
    assert.equal(((await act('isolate', 3)) as TabContainment).is, 'isolating')
  })

  it('asks nothing of Defender without Machine.Isolate', async () => {
    permissions = ['Machine.Read']
    const { status, detail } = (await act()) as TabProblem
    assert.equal(status, 403)
    assert.match(detail, /Machine\.Isolate is not granted/)
    assert.deepEqual([defender.requests, await intents(), await refusals()], [[], [], ['scope-missing']])
  })

  for (const [code, status, words] of [
    ['forbidden', 403, /Active remediation actions and access to machine group Servers/],
    ['throttled', 429, /limiting requests/],
    ['rejected', 422, /refused the request itself/],
    ['unreachable', 503, /could not be reached/],
  ] as const) {
    it(`tells in words that Defender’s answer was ${code}`, async () => {
      defender.failBefore = new BotError(code, 'no')
      const answer = (await act()) as TabProblem
      assert.deepEqual([answer.status, answer.title], [status, 'Not isolated'])
      assert.match(answer.detail, words)
    })
  }

  it('tells in words of the app that Defender refused the app', async () => {
    mode = 'application'
    defender.failBefore = new BotError('forbidden', 'no')
    const { status, detail } = (await act()) as TabProblem
    assert.equal(status, 403)
    assert.match(detail, /Defender refused PocketSOC itself/)
    assert.doesNotMatch(detail, /Active remediation actions/)
  })

  it('does nothing about a machine that Defender does not show, and has that on record', async () => {
    for (const code of ['forbidden', 'not-found'] as const) {
      defender.failReads = new BotError(code, 'no')
      await assert.rejects(act(), { code: 'not-found' })
    }
    defender.failReads = new BotError('throttled', 'no')
    await assert.rejects(act(), { code: 'throttled' })
    assert.deepEqual(await intents(), [])
    assert.deepEqual(await refusals(), ['Defender hides the machine', 'Defender hides the machine'])
  })

  for (const [verb, words] of [
    ['isolate', 'Isolate (full)'],
    ['contain', 'Contain'],
    ['restrict', 'Restrict apps'],
  ] as const) {
    it(`answers that approval was asked where a second person has to: ${verb}`, async () => {
      permissions = ['Machine.Isolate', 'Machine.RestrictExecution']
      policy = samplePolicy({ verbs: { ...policy.verbs, [verb]: 'two people' } })
      const onboardingStatus = verb === 'contain' ? 'CanBeOnboarded' : 'Onboarded'
      Object.assign(defender, { machine: async () => sampleMachine({ onboardingStatus }) })
      for (const _ of ['asked', 'asked again']) assert.deepEqual(await act(verb), { headline: `Approval asked: ${words}` })
      assert.deepEqual([defender.requests, (await store.waitingApprovals()).length], [[], 1])
    })
  }

  it('says why in words what policy lets nobody do', async () => {
    policy = samplePolicy({ verbs: { ...policy.verbs, isolate: 'nobody' } })
    const { status, detail } = (await act()) as TabProblem
    assert.equal(status, 403)
    assert.match(detail, /^Policy does not allow this from here/)
  })

  it('answers that it was asked when Defender takes long, and goes on', async () => {
    waits = false
    const { promise, resolve } = Promise.withResolvers<void>()
    defender.during = () => promise
    const answer = (await act()) as TabContainment
    assert.deepEqual([answer.is, answer.next], ['asking', null])
    resolve()
    await Promise.all(background)
    assert.equal((await store.containments([MACHINE])).get(MACHINE)?.is, 'isolating')
  })

  it('lets a demand for more proof through, with nothing done', async () => {
    defender.failBefore = new BotError('sign-in-needed', 'more proof', { claims: '{}' })
    await assert.rejects(act(), { code: 'sign-in-needed', claims: '{}' })
    assert.deepEqual(defender.requests, [])
  })
})
