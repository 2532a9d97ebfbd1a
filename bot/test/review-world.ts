import { handOverCard } from '../cards/hand-over-card.ts'
import { reviewCard } from '../cards/review-card.ts'
import { createTimes } from '../cards/times.ts'
import { wanted } from '../domain/action-kind.ts'
import type { Click } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf } from '../domain/instant.ts'
import type { Member } from '../domain/member.ts'
import { actOnMachine } from '../flows/act-on-machine.ts'
import type { ReviewPorts } from '../flows/decide-review.ts'
import { decideReview } from '../flows/decide-review.ts'
import { followActions } from '../flows/follow-actions.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from './fake-defender.ts'
import { freshStore } from './fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from './samples.ts'

/** When each test begins. */
export const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
/** In milliseconds. */
export const HOUR = 60 * 60_000
/** In milliseconds. */
export const DAY = 24 * HOUR
/** What is isolated. */
export const MACHINE = sampleMachine().id
/** Its case, whose card is posted. */
export const CASE = sampleCase({ activityId: 'card-1' as ActivityId })
/** Asks for the isolation, and so owns it. */
export const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
/** Presses the buttons. */
export const KIM = { id: 'oid-kim' as PersonId, name: 'Kim' }
/** Is in the channel. */
export const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
/** Anybody with what isolating needs. */
export const AS: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: null,
  permissions: ['Machine.Isolate'],
  roles: [],
}

/** Somebody of the channel, as Teams tells of them. */
export const member = (person: typeof KIM, over: Partial<Member> = {}): Member => ({
  ...person,
  tenantId: sampleConversation().tenantId,
  role: 'user',
  ...over,
})

/** For a `describe`: in each test a store with one open case in a channel with three people, and a Defender in memory. */
export function reviewWorld() {
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
    /** The rights of whoever presses; thrown when they are not signed in. */
    as: AS as ActingPerson | BotError,
    /** Who is in the channel; thrown when Teams does not tell. */
    roster: [] as Member[] | BotError,
    async act(verb: 'isolate' | 'contain' | 'unisolate', from: typeof CASE | null = CASE) {
      const generation = await store.generation(MACHINE, 'containment')
      const wish = { ...wanted(verb), reason: 'Because', case: from, machineId: MACHINE, person: ROBIN, generation }
      return actOnMachine({ store, defender, policy: samplePolicy(), now, newId }, wish, AS, signal())
    },
    follow: () => followActions({ store, actions: defender, now }, signal()),
    /** The newest action succeeds, and is looked at. */
    async done() {
      defender.change(defender.actions.at(-1)!.id, { status: 'Succeeded' })
      await world.follow()
    },
    review: async () => (await store.reviewOf(MACHINE))!,
    /** What was audited of reviews, oldest first. */
    events: async () => (await store.audit(50)).reverse().flatMap(({ event }) => (event.startsWith('review.') ? event : [])),
    /** What a button of the review as it is carries. */
    async button(over: object = {}) {
      const { id: reviewId, revision: nonce } = await world.review()
      return { reviewId, caseId: CASE.id, nonce, back: false, ...over }
    },
    press(verb: string, data: object, over: Partial<Click> = {}) {
      const nothing = { automatic: false, signInCode: null, ssoToken: null }
      const where = { conversationId: CASE.conversationId, kind: 'channel' } as const
      return decideReview(ports(), { person: KIM, ...where, verb, data, ...nothing, ...over }, signal())
    },
  }

  beforeEach(async () => {
    store = await freshStore()
    ids = 0
    defender = new FakeDefender(now)
    world.now = NOW
    world.as = AS
    world.roster = [member(LENA), member(KIM), member(ROBIN)]
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveMachines([sampleMachine()])
    await store.saveCases([CASE])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: CASE.conversationId, caseId: CASE.id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const now = () => world.now
  const signal = () => AbortSignal.timeout(5000)
  const newId = (digits: number) => {
    ids += 1
    return ids.toString(16).padStart(digits, '0')
  }
  const times = createTimes(null)
  const person = async () => orThrow(world.as)
  const ports = (): ReviewPorts => ({
    store,
    defender,
    now,
    mode: 'delegated',
    times,
    roster: { members: async () => orThrow(world.roster) },
    tokens: { fromSession: person, fromSso: person, signOut: async () => undefined },
    signIn: { begin: async ({ verb }) => `https://soc.example/auth?${verb}`, redeem: async () => true },
    render: {
      caseCard: (file) => ({ case: file.case.id }),
      reviewCard: (file, way) => reviewCard(file, { times, mode: 'delegated', tab: null }, way).body.card,
      handOverCard,
    },
  })
  return world
}

function orThrow<T>(what: T | BotError): T {
  if (what instanceof BotError) throw what
  return what
}
