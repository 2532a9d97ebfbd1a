import assert from 'node:assert/strict'
import { parseClick } from '../cards/parse-click.ts'
import type { Approval } from '../domain/approval.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import type { Delivery } from '../domain/delivery.ts'
import { BotError } from '../domain/error.ts'
import type { ConversationId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import type { ClickPorts } from './answer-click.ts'
import { answerClick } from './answer-click.ts'
import type { ApprovalPorts } from './decide-approval.ts'
import { decideApproval } from './decide-approval.ts'
import { endApprovals } from './end-approvals.ts'
import { stopActions } from './stop-actions.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000
const MACHINE = sampleMachine().id
const CASE = sampleCase()
const OPERATORS = '19:operators@thread.tacv2' as ConversationId
const PEOPLE = {
  robin: { id: 'oid-robin' as PersonId, name: 'Robin' },
  lena: { id: 'oid-lena' as PersonId, name: 'Lena' },
  leo: { id: 'oid-leo' as PersonId, name: 'Leo' },
  rita: { id: 'oid-rita' as PersonId, name: 'Rita' },
}
type Name = keyof typeof PEOPLE
const ROLES: Readonly<Record<Name, readonly string[]>> = { robin: [], lena: ['Lead'], leo: ['Lead'], rita: ['Responder'] }

describe('a request for a second person', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let ids: number
  let policy: Policy
  /** Happens once, after a press was looked at and before it is answered: while the person's token is fetched. */
  let meanwhile: () => Promise<unknown>

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    ids = 0
    meanwhile = async () => undefined
    defender = new FakeDefender(() => now)
    const { secondPerson, never } = samplePolicy()
    policy = samplePolicy({ secondPerson: { ...secondPerson, where: { ...never, deviceValues: ['High'] } } })
    for (const id of [CASE.conversationId, OPERATORS]) await store.saveConversation(sampleConversation({ id }))
    await store.setCursor('operator', OPERATORS)
    await store.addRule(sampleRule({ mention: { id: 'oncall@fabrikam.example', name: 'On call' } }))
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveMachines([sampleMachine()])
    await store.saveCases([CASE])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: CASE.conversationId, caseId: CASE.id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const asPerson = (name: Name): ActingPerson => ({
    mode: 'delegated',
    token: 'token' as never,
    upn: `${name}@fabrikam.example`,
    permissions: ['Machine.Isolate'],
    roles: ROLES[name],
  })
  const ports = (): ApprovalPorts & ClickPorts => ({
    store,
    defender,
    policy,
    mode: 'delegated',
    tokens: {
      fromSession: async (id) => {
        const happens = meanwhile
        meanwhile = async () => undefined
        await happens()
        return asPerson((Object.keys(PEOPLE) as Name[]).find((name) => PEOPLE[name].id === id)!)
      },
      fromSso: () => assert.fail('single sign-on in a channel'),
      signOut: async () => undefined,
    },
    signIn: { begin: async ({ personId, verb }) => `https://soc.example/auth?${personId}&${verb}`, redeem: async () => true },
    render: {
      caseCard: (file: CaseFile) => ({ case: file.case.id, approval: file.approvals[0]?.state ?? null, is: file.containment.is }),
      confirmCard: (_file, _verb, { verdict }) => ({ confirm: verdict.is }),
      approvalCard: (_file, { id }, { alone }) => ({ approve: id, alone }),
    },
    now: () => now,
    newId: (digits) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
    pause: () => new Promise<void>(() => undefined),
    background: () => undefined,
  })
  const clickOf = (name: Name, verb: string, data: object): Click => ({
    person: PEOPLE[name],
    conversationId: CASE.conversationId,
    kind: 'channel',
    verb,
    data: { caseId: CASE.id, nonce: 0, ...data },
    automatic: false,
    signInCode: null,
    ssoToken: null,
  })
  const press = (name: Name, verb: string, data: object = {}, over: Partial<Click> = {}): Promise<ClickReply> => {
    const click = { ...clickOf(name, verb, data), ...over }
    const answer = parseClick(verb, click.data) ? answerClick : decideApproval
    return answer(ports(), click, AbortSignal.timeout(5000))
  }
  const cardOf = (reply: ClickReply) => (reply.is === 'card' ? reply.card : assert.fail(JSON.stringify(reply)))
  const wordsOf = (reply: ClickReply): string => (reply.is === 'words' ? reply.text : assert.fail(JSON.stringify(reply)))
  /** Robin asks, or whoever is named, and the request waits. */
  const ask = async (data: object = {}, asker: Name = 'robin'): Promise<Approval> => {
    await press(asker, 'confirm-isolate', { reason: 'Credential dumping', ...data })
    const [approval] = await store.waitingApprovals()
    assert.ok(approval)
    return approval
  }
  const answer = (name: Name, verb: string, { id: approvalId }: Approval, more: object = {}) =>
    press(name, verb, { approvalId, ...more })
  const events = async () => (await store.audit(50)).reverse().map(({ event }) => event)
  /** What is on its way to a conversation. */
  const queued = async (conversation: ConversationId): Promise<Delivery[]> => {
    const all: Delivery[] = []
    for (let some = await store.claim(now, [], 50); some.length > 0; some = await store.claim(now, [], 50)) all.push(...some)
    return all.filter(({ conversationId }) => conversationId === conversation)
  }

  it('is said before it is asked, and asked in place of the act', async () => {
    assert.deepEqual(cardOf(await press('robin', 'isolate')), { confirm: 'second-person' })
    const reply = await press('robin', 'confirm-isolate', { reason: 'Credential dumping', isolationType: 'Selective' })

    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: 'waiting', is: 'unknown' })
    assert.deepEqual(defender.requests, [])
    const [approval] = await store.waitingApprovals()
    assert.deepEqual(
      [approval?.request.isolationType, approval?.because, approval?.endsAt],
      ['Selective', ['its device value is High'], plusMs(NOW, 30 * MINUTE)],
    )
    assert.deepEqual(await events(), ['approval.asked'])
  })

  it('is carried out to the letter as whoever approves, with both in the comment and on record', async () => {
    const approval = await ask({ isolationType: 'Selective' })
    assert.deepEqual(cardOf(await answer('lena', 'approve', approval)), { approve: approval.id, alone: null })
    const reply = await answer('lena', 'confirm-approve', approval, { isolationType: 'Full', reason: 'mine' })

    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: null, is: 'isolating' })
    assert.deepEqual(defender.requests, ['isolate'])
    assert.match(defender.actions[0]?.comment ?? '', /^Credential dumping \(asked by Robin, approved by Lena\) \[PocketSOC/)
    assert.equal((await store.approval(approval.id))?.state, 'approved')
    const asked = (await store.audit(50)).find(({ event }) => event === 'action.asked')
    assert.deepEqual(
      [asked?.person?.id, asked?.detail['askedBy'], asked?.detail['isolationType'], asked?.detail['approval']],
      [PEOPLE.lena.id, PEOPLE.robin.id, 'Selective', approval.id],
    )
    assert.ok((await events()).includes('approval.approved'))
    const { containment } = (await store.caseFile(CASE.id, 1))!
    assert.equal('asked' in containment && containment.asked.by, 'Robin (approved by Lena)')
  })

  const reason = 'Nobody else is awake'
  const refused: { what: string; asker?: Name; by: Name; verb: string; more?: object; words: RegExp }[] = [
    {
      what: 'approved by whoever asked',
      asker: 'lena',
      by: 'lena',
      verb: 'confirm-approve',
      words: /You asked for this yourself/,
    },
    { what: 'approved by somebody who is no lead', by: 'rita', verb: 'confirm-approve', words: /needs the app role Lead/ },
    { what: 'declined by somebody who is no lead', by: 'rita', verb: 'decline', words: /needs the app role Lead/ },
    {
      what: 'gone past by somebody whom policy does not name',
      by: 'rita',
      verb: 'confirm-break-glass',
      more: { reason },
      words: /needs the app role Lead/,
    },
    { what: 'gone past without a reason', by: 'lena', verb: 'confirm-break-glass', words: /Say why it cannot wait/ },
  ]
  for (const { what, asker, by, verb, more, words } of refused) {
    it(`is not ${what}`, async () => {
      const approval = await ask({}, asker)
      assert.match(wordsOf(await answer(by, verb, approval, more)), words)
      assert.deepEqual(defender.requests, [])
      assert.equal((await store.waitingApprovals()).length, 1)
      assert.equal((await events()).at(-1), 'click.refused')
    })
  }

  it('offers a lead who asked to go on alone instead', async () => {
    const step = cardOf(await answer('lena', 'approve', await ask({}, 'lena')))
    assert.match(JSON.stringify(step), /"alone":"You asked for this yourself/)
  })

  it('is gone past loudly: with the reason, an entry of its own, the operators and the channel told', async () => {
    const approval = await ask()
    await answer('leo', 'confirm-break-glass', approval, { reason })

    assert.match(
      defender.actions[0]?.comment ?? '',
      /^Credential dumping\. Without a second person: Nobody else is awake \(asked by Robin, without a second person by Leo\)/,
    )
    assert.equal((await store.approval(approval.id))?.state, 'bypassed')
    assert.ok((await events()).includes('approval.bypassed'))
    const told = await queued(OPERATORS)
    assert.match(JSON.stringify(told), /Without a second person: isolate srv-db-02\.fabrikam\.example, by Leo/)
    assert.match(JSON.stringify(told), /Nobody else is awake/)
  })

  it('tells the case’s channel when it was gone past, with the mention of its rule', async () => {
    await answer('leo', 'confirm-break-glass', await ask(), { reason })
    const notice = (await queued(CASE.conversationId)).find(({ key }) => key.startsWith('notice:bypassed'))
    assert.match(JSON.stringify(notice), /"mention":\{"id":"oncall@fabrikam\.example","name":"On call"\}/)
  })

  it('is answered on its own card only', async () => {
    const approval = await ask()
    const other = sampleCase({ id: 'd'.repeat(24) as typeof CASE.id, incidentId: null })
    const alert = sampleAlert({ id: 'another' as never })
    await store.saveAlerts([alert], 1)
    await store.saveCases([other])
    await store.joinAlerts([{ alertId: alert.id, conversationId: CASE.conversationId, caseId: other.id }])
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval, { caseId: other.id })), /not one of mine/)
    assert.match(
      wordsOf(await answer('lena', 'confirm-approve', { ...approval, id: 'f'.repeat(16) as never })),
      /not one of mine/,
    )
    assert.deepEqual(defender.requests, [])
  })

  it('is answered in its own conversation only', async () => {
    const { id: approvalId } = await ask()
    const pressed = await press('lena', 'confirm-approve', { approvalId }, { conversationId: OPERATORS })
    assert.match(wordsOf(pressed), /its card is from another place/)
    assert.deepEqual(defender.requests, [])
    assert.equal((await events()).at(-1), 'click.refused')
  })

  it('is answered by nobody who is not signed in: they are asked to, for this button of this request alone', async () => {
    const approval = await ask()
    for (const verb of ['approve', 'confirm-approve', 'decline', 'confirm-break-glass']) {
      meanwhile = () => Promise.reject(new BotError('sign-in-needed', 'no session'))
      const asked = await answer('lena', verb, approval, { reason })
      assert.ok(asked.is === 'sign-in' && asked.url.endsWith(`?${PEOPLE.lena.id}&${verb}:${approval.id}`))
    }
    assert.deepEqual([(await store.waitingApprovals()).length, defender.requests], [1, []])
  })

  it('is over when its time is, whether the clock told so before or not', async () => {
    const approval = await ask()
    now = plusMs(NOW, 30 * MINUTE)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /request is over\. Nothing was done/)
    assert.equal((await store.approval(approval.id))?.state, 'expired')
    assert.deepEqual(defender.requests, [])
  })

  it('is ended by the clock, and its card follows', async () => {
    const approval = await ask()
    assert.equal(await endApprovals({ store, now: () => now }), 30_000)
    now = plusMs(NOW, 30 * MINUTE - 5000)
    assert.equal(await endApprovals({ store, now: () => now }), 5000)
    const { revision } = (await store.cases([CASE.id]))[0]!
    now = plusMs(NOW, 30 * MINUTE)
    await endApprovals({ store, now: () => now })
    assert.equal((await store.approval(approval.id))?.state, 'expired')
    assert.equal((await store.cases([CASE.id]))[0]?.revision, revision + 1)
    assert.equal((await events()).at(-1), 'approval.expired')
  })

  it('is over when the machine has moved on', async () => {
    const approval = await ask()
    await store.raiseGeneration(MACHINE, 'containment')
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval, { nonce: 1 })), /request is over/)
    assert.equal((await store.approval(approval.id))?.state, 'overtaken')
    assert.deepEqual(defender.requests, [])
  })

  it('is not carried out once somebody declined it', async () => {
    const approval = await ask()
    await answer('leo', 'decline', approval)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /was declined by Leo already/)
    assert.deepEqual(defender.requests, [])
  })

  const ends: [string, string, (approval: Approval) => Promise<unknown>][] = [
    ['somebody declines it', 'declined', (approval) => answer('leo', 'decline', approval)],
    ['its time ends', 'waiting', async () => (now = plusMs(NOW, 30 * MINUTE))],
    ['the machine moves on', 'waiting', () => store.raiseGeneration(MACHINE, 'containment')],
  ]
  for (const [what, state, happens] of ends) {
    it(`is not carried out when ${what} while it is being approved`, async () => {
      const approval = await ask()
      meanwhile = () => happens(approval)
      assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /moved on, or somebody else was first/)
      assert.equal((await store.approval(approval.id))?.state, state)
      assert.deepEqual(defender.requests, [])
    })
  }

  it('that two leads approve at once is one action', async () => {
    const approval = await ask()
    await Promise.all([answer('lena', 'confirm-approve', approval), answer('leo', 'confirm-approve', approval)])
    assert.deepEqual(defender.requests, ['isolate'])
    assert.equal((await events()).filter((event) => event === 'approval.approved').length, 1)
  })

  it('is not carried out while actions are stopped, and can be once they go on', async () => {
    const approval = await ask()
    await stopActions({ store, policy, now: () => now }, PEOPLE.leo, true)
    assert.match(wordsOf(await answer('lena', 'approve', approval)), /Leo has stopped all actions/)
    assert.match(wordsOf(await answer('lena', 'confirm-approve', approval)), /Leo has stopped all actions/)
    assert.match(wordsOf(await answer('lena', 'confirm-break-glass', approval, { reason })), /stopped all actions/)
    assert.deepEqual(defender.requests, [])
    await stopActions({ store, policy, now: () => now }, PEOPLE.leo, false)
    await answer('lena', 'confirm-approve', approval)
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('is withdrawn by whoever asked, and declined by a lead', async () => {
    const first = await ask()
    assert.deepEqual(cardOf(await answer('robin', 'decline', first)), { case: CASE.id, approval: null, is: 'unknown' })
    const second = await ask()
    await answer('lena', 'decline', second)
    assert.deepEqual(
      [(await store.approval(first.id))?.state, (await store.approval(second.id))?.state],
      ['withdrawn', 'declined'],
    )
    assert.match(wordsOf(await answer('leo', 'confirm-approve', second)), /was declined by Lena already/)
  })

  it('is not asked twice: another wish for the machine finds the one that waits', async () => {
    const approval = await ask()
    const reply = await press('rita', 'confirm-isolate', { reason: 'The same', isolationType: 'Selective' })
    assert.deepEqual(cardOf(reply), { case: CASE.id, approval: 'waiting', is: 'unknown' })
    assert.deepEqual(await store.waitingApprovals(), [approval])
  })

  it('is told in the channel, and mentions whom policy names', async () => {
    policy = { ...policy, secondPerson: { ...policy.secondPerson, tell: { id: 'leads@fabrikam.example', name: 'SOC leads' } } }
    await ask()
    const notice = (await queued(CASE.conversationId)).find(({ key }) => key.startsWith('notice:approval'))
    assert.match(JSON.stringify(notice), /Robin asks for a second person: Isolate srv-db-02/)
    assert.match(JSON.stringify(notice), /"mention":\{"id":"leads@fabrikam\.example"/)
  })

  it('is refused as it stands where policy never lets it be done', async () => {
    policy = samplePolicy({ never: { ...policy.never, deviceValues: ['High'] } })
    assert.match(wordsOf(await press('robin', 'isolate')), /Policy does not allow this from here: its device value is High/)
    assert.match(wordsOf(await press('robin', 'confirm-isolate')), /Nothing was done/)
    assert.deepEqual(await events(), ['click.refused', 'policy.held'])
    assert.deepEqual(await store.waitingApprovals(), [])
  })

  it('lets one person have the last machine of the hour once, however many taps come at once', async () => {
    const { secondPerson } = samplePolicy()
    policy = samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: { byOnePerson: 1, inTheTenant: null } } })
    const digits = ['1', '2', '3', '4']
    await store.saveAlerts(
      digits.map((digit) =>
        sampleAlert({ id: `a${digit}` as never, machine: { id: digit.repeat(40) as MachineId, name: digit } }),
      ),
      1,
    )
    const cases = digits.map((digit) =>
      sampleCase({ id: digit.repeat(24) as never, incidentId: null, machineId: digit.repeat(40) as MachineId }),
    )
    await store.saveCases(cases)
    await store.joinAlerts(
      cases.map(({ id, conversationId }, at) => ({ caseId: id, conversationId, alertId: `a${digits[at]}` as never })),
    )
    await Promise.all(cases.map(({ id }) => press('robin', 'confirm-isolate', { caseId: id, reason: 'All at once' })))
    assert.deepEqual(defender.requests, ['isolate'])
    assert.equal((await store.waitingApprovals()).length, 3)
  })
})
