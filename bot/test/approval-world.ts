import assert from 'node:assert/strict'
import { parseClick } from '../cards/parse-click.ts'
import type { Approval } from '../domain/approval.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { ConversationId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { ClickPorts } from '../flows/answer-click.ts'
import { answerClick } from '../flows/answer-click.ts'
import type { ApprovalPorts } from '../flows/decide-approval.ts'
import { decideApproval } from '../flows/decide-approval.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from './fake-defender.ts'
import { freshStore } from './fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from './samples.ts'

/** When each test begins. */
export const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
/** In milliseconds. */
export const MINUTE = 60_000
/** The case of the machine that is to be isolated. */
export const CASE = sampleCase()
/** Where the operators are told. */
export const OPERATORS = '19:operators@thread.tacv2' as ConversationId
/** Robin asks, Lena and Leo are leads, Rita is none. */
export const PEOPLE = {
  robin: { id: 'oid-robin' as PersonId, name: 'Robin' },
  lena: { id: 'oid-lena' as PersonId, name: 'Lena' },
  leo: { id: 'oid-leo' as PersonId, name: 'Leo' },
  rita: { id: 'oid-rita' as PersonId, name: 'Rita' },
}
/** One of `PEOPLE`. */
export type Name = keyof typeof PEOPLE
const ROLES: Readonly<Record<Name, readonly string[]>> = { robin: [], lena: ['Lead'], leo: ['Lead'], rita: ['Responder'] }

/** For a `describe`: in each test a case in a channel, whose machine policy lets two people isolate together. */
export function approvalWorld() {
  let store: Store
  let defender: FakeDefender
  let ids: number
  const world = {
    get store() {
      return store
    },
    get defender() {
      return defender
    },
    now: NOW as Instant,
    policy: samplePolicy() as Policy,
    /** Happens once, after a press was looked at and before it is answered: while the person's token is fetched. */
    meanwhile: nothing as () => Promise<unknown>,
    /** Whether whoever presses is answered before Defender is: what then goes on is `work`. */
    late: false,
    work: Promise.resolve() as Promise<unknown>,
    press(name: Name, verb: string, data: object = {}, over: Partial<Click> = {}): Promise<ClickReply> {
      const click = { ...clickOf(name, verb, data), ...over }
      const answer = parseClick(verb, click.data) ? answerClick : decideApproval
      return answer(ports(), click, AbortSignal.timeout(5000))
    },
    /** Robin asks, or whoever is named, and the request waits. */
    async ask(data: object = {}, asker: Name = 'robin'): Promise<Approval> {
      await world.press(asker, 'confirm-isolate', { reason: 'Credential dumping', ...data })
      const [approval] = await store.waitingApprovals()
      assert.ok(approval)
      return approval
    },
    answer: (name: Name, verb: string, { id: approvalId }: Approval, more: object = {}) =>
      world.press(name, verb, { approvalId, ...more }),
    events: async () => (await store.audit(50)).reverse().map(({ event }) => event),
    /** What is on its way to a conversation. */
    async queued(conversation: ConversationId): Promise<Delivery[]> {
      const all: Delivery[] = []
      const claim = () => store.claim(world.now, [], 50)
      for (let some = await claim(); some.length > 0; some = await claim()) all.push(...some)
      return all.filter(({ conversationId }) => conversationId === conversation)
    },
  }

  beforeEach(async () => {
    store = await freshStore()
    ids = 0
    defender = new FakeDefender(() => world.now)
    const { secondPerson, never } = samplePolicy()
    world.now = NOW
    world.policy = samplePolicy({ secondPerson: { ...secondPerson, where: { ...never, deviceValues: ['High'] } } })
    world.meanwhile = nothing
    world.late = false
    for (const id of [CASE.conversationId, OPERATORS]) await store.saveConversation(sampleConversation({ id }))
    await store.setCursor('operator', OPERATORS)
    await store.addRule(sampleRule({ mention: { id: 'oncall@fabrikam.example', name: 'On call' } }))
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveMachines([sampleMachine()])
    await store.saveCases([CASE])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: CASE.conversationId, caseId: CASE.id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = (): ApprovalPorts & ClickPorts => ({
    store,
    defender,
    policy: world.policy,
    mode: 'delegated',
    tokens: {
      fromSession: async (id) => {
        const happens = world.meanwhile
        world.meanwhile = nothing
        await happens()
        return asPerson((Object.keys(PEOPLE) as Name[]).find((name) => PEOPLE[name].id === id)!)
      },
      fromSso: () => assert.fail('single sign-on in a channel'),
      signOut: async () => undefined,
    },
    signIn: { begin: async ({ personId, verb }) => `https://soc.example/auth?${personId}&${verb}`, redeem: async () => true },
    render: {
      caseCard: (file) => ({ case: file.case.id, approval: file.approvals[0]?.state ?? null, is: file.containment.is }),
      confirmCard: (_file, _verb, { verdict }) => ({ confirm: verdict.is }),
      approvalCard: (_file, { id }, { alone }) => ({ approve: id, alone }),
    },
    now: () => world.now,
    newId: (digits) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
    pause: () => (world.late ? Promise.resolve() : new Promise<void>(() => undefined)),
    background: (work) => {
      world.work = work
    },
  })
  return world
}

/** The card of a reply. */
export const cardOf = (reply: ClickReply) => (reply.is === 'card' ? reply.card : assert.fail(JSON.stringify(reply)))
/** The words of a reply. */
export const wordsOf = (reply: ClickReply): string => (reply.is === 'words' ? reply.text : assert.fail(JSON.stringify(reply)))

const nothing = async () => undefined

const asPerson = (name: Name): ActingPerson => ({
  mode: 'delegated',
  token: 'token' as never,
  upn: `${name}@fabrikam.example`,
  permissions: ['Machine.Isolate', 'Machine.CollectForensics'],
  roles: ROLES[name],
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
