import assert from 'node:assert/strict'
import fc from 'fast-check'
import { familyOf } from '../domain/action-kind.ts'
import type { Click } from '../domain/click.ts'
import type { Containment } from '../domain/containment.ts'
import { containmentOf } from '../domain/containment.ts'
import type { ActionId, CaseId, IncidentId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import { isOpen } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { intentsOf, isFinal } from '../domain/machine-action.ts'
import type { ActingPerson, DefenderAsPerson } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import type { Happening } from '../test/happenings.ts'
import { fate, happening } from '../test/happenings.ts'
import type { Fate } from '../test/model-defender.ts'
import { ModelDefender } from '../test/model-defender.ts'
import { sampleAlert, sampleCase, sampleConversation, samplePolicy, sampleRule } from '../test/samples.ts'
import { answerClick } from './answer-click.ts'
import { followActions, recoverIntents } from './follow-actions.ts'

const MINUTE = 60_000
/** Steps that are enough for a tap to be answered, and for a look at Defender. */
const A_TAP = 13
const A_LOOK = 4

/** A process from its start to its end. */
interface Life {
  alive: boolean
  looking: boolean
}

/** What somebody saw of the machine, and could press. */
interface Look {
  readonly at: Instant
  readonly nonces: { readonly containment: number; readonly scan: number }
  readonly open: readonly ActionId[]
  /** What was known to be over. */
  readonly over: readonly ActionId[]
}

describe('acting, in any order of taps, retries, crashes and answers', function () {
  this.timeout(60_000)
  let store: Store
  let runs = 0
  let now = instantOf(Date.UTC(2026, 10, 2))
  before(async () => {
    store = await freshStore(IN_MEMORY)
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.setCursor('actions-read', now)
  })
  after(() => store[Symbol.asyncDispose]())

  it('begins at most one action for an intent, none on what was seen before something ended, and says what the machine did last', async () => {
    const everything = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(happening, fc.nat(6)), { minLength: 10, maxLength: 30, size: 'max' }),
      fc.infiniteStream(fate),
      async (scheduler, happenings, fates) => {
        runs += 1
        now = plusMs(now, 24 * 60 * MINUTE)
        const world = await worldOf(store, runs, scheduler, fates)
        for (const [one, steps] of happenings) {
          await world.happens(one)
          await world.goesOn(steps)
          world.tellsTheTruth()
        }
        await world.settles()
        await world.holds()
      },
    )
    await fc.assert(everything, { seed: 20261124, numRuns: 150, endOnFailure: true })
  })

  async function worldOf(real: Store, run: number, scheduler: fc.Scheduler, fates: fc.Stream<Fate>) {
    const machine = run.toString(16).padStart(6, '0').padEnd(40, '0') as MachineId
    const one = sampleCase({
      id: run.toString(16).padStart(24, '0') as CaseId,
      machineId: machine,
      incidentId: run as IncidentId,
      openedAt: now,
    })
    const alert = sampleAlert({ id: `a${run}` as never, machine: { id: machine, name: 'srv' } })
    await real.saveAlerts([alert], 1)
    await real.saveCases([one])
    await real.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])

    const looks: Look[] = []
    /** When the person last looked before the tap that made an intent. */
    const seen = new Map<IntentId, Look>()
    /** What Defender listed last to whoever carries out an intent. */
    const listed = new Map<IntentId, readonly MachineAction[]>()
    /** When releases that were asked for here began. */
    const releases: Instant[] = []
    const broken: string[] = []
    const inFlight = new Set<Promise<unknown>>()
    const goesOn = (work: Promise<unknown>): void => void inFlight.add(work)
    let life: Life = { alive: true, looking: false }
    let ids = 0
    let atLast = Promise.withResolvers<void>()

    const step = async (label: string, evenIfDead = false, of = life): Promise<void> => {
      await scheduler.schedule(Promise.resolve(), label)
      now = plusMs(now, 1)
      if (!of.alive && !evenIfDead) await new Promise(() => undefined) // whose process is gone goes on no more
    }
    const defender = new ModelDefender({
      now: () => now,
      machine,
      step: (label, evenIfDead) => step(label, evenIfDead),
      nextFate: () => fates.next().value ?? 'answered',
      begins: (action, open) => {
        const [intent] = intentsOf(action)
        if (!intent) return
        if (action.type === 'Unisolate') releases.push(action.createdAt)
        const look = seen.get(intent)
        if (!look || (action.type === 'Isolate' && releases.some((at) => at > look.at)))
          broken.push(`${intent} isolates on what was seen before a release`)
        for (const { id, type } of endedOf(action, listed.get(intent) ?? []))
          if (!look?.over.includes(id)) broken.push(`${intent} begins on what was seen before ${type} ended, which was listed`)
        const rival = open.find((other) => familyOf(other) === familyOf(action) && intentsOf(other).length > 0)
        if (rival) broken.push(`${intent} begins while ${rival.type} of ours is ${String(rival.status)}`)
      },
    })
    /** The store as one life of the process has it: it may die before any transaction. */
    const storeOf = (of: Life): Store => ({
      ...real,
      transaction: async <T>(work: (records: Records) => Promise<T>): Promise<T> => {
        await step('transaction', false, of)
        return real.transaction(work)
      },
    })
    const portsOf = (of: Life, look: Look, slow: boolean) => {
      const rights: ActingPerson = {
        mode: 'delegated',
        token: 'token' as never,
        upn: null,
        permissions: ['Machine.Isolate', 'Machine.Scan'],
        roles: [],
      }
      const signedIn = async (): Promise<ActingPerson> => {
        if (slow) await atLast.promise
        await step('Entra answers', false, of)
        return rights
      }
      let intent: IntentId
      const asPerson: Partial<DefenderAsPerson> = {
        machine: (id) => defender.machine(id),
        logonUsers: () => defender.logonUsers(),
        act: (id, what) => defender.act(id, what),
        cancel: (id, comment) => defender.cancel(id, comment),
        async actionsOf(id) {
          const all = await defender.actionsOf(id)
          listed.set(intent, all)
          return all
        },
      }
      return {
        store: storeOf(of),
        policy: samplePolicy(),
        defender: asPerson as DefenderAsPerson,
        tokens: { fromSession: () => signedIn(), fromSso: async () => rights, signOut: async () => undefined },
        signIn: { begin: async () => '', redeem: async () => false },
        mode: 'delegated' as const,
        render: { caseCard: () => ({}), confirmCard: () => ({}) },
        now: () => now,
        newId: (digits: number) => {
          ids += 1
          intent = (run * 1000 + ids).toString(16).padStart(digits, '0') as IntentId
          seen.set(intent, look)
          return intent
        },
        pause: () => step('somebody waits for an answer', false, of),
        background: goesOn,
      }
    }
    const tap = (verb: string, look: Look, slow: boolean): void => {
      const data = { caseId: one.id, nonce: verb === 'scan' ? look.nonces.scan : look.nonces.containment, actionId: look.open[0] }
      const click: Click = {
        person: { id: 'oid-robin' as PersonId, name: 'Robin' },
        conversationId: one.conversationId,
        kind: 'channel',
        verb: `confirm-${verb}`,
        data,
        automatic: false,
        signInCode: null,
        ssoToken: null,
      }
      goesOn(answerClick(portsOf(life, look, slow), click, new AbortController().signal))
    }
    /** One look after another, as the loop has it. */
    const follow = (): void => {
      if (life.looking) return
      const of = life
      of.looking = true
      const looked = followActions({ store: storeOf(of), actions: defender, now: () => now }, new AbortController().signal)
      goesOn(looked.finally(() => Object.assign(of, { looking: false })))
    }

    const world = {
      async happens(what: Happening): Promise<void> {
        switch (what.is) {
          case 'look': {
            const containment = await real.generation(machine, 'containment')
            const scan = await real.generation(machine, 'scan')
            const known = await real.actionsOfMachine(machine, 50)
            const ids = (over: boolean) => known.filter((action) => isFinal(action) === over).map(({ id }) => id)
            looks.push({ at: now, nonces: { containment, scan }, open: ids(false), over: ids(true) })
            now = plusMs(now, 1)
            return
          }
          case 'tap': {
            if (looks.length === 0 || what.looksAgo === null) await world.happens({ is: 'look' })
            tap(what.verb, looks.at(-1 - Math.min(what.looksAgo ?? 0, looks.length - 1))!, what.slow)
            return
          }
          case 'done':
            for (const verb of what.verbs) {
              await world.happens({ is: 'look' })
              tap(verb, looks.at(-1)!, false)
              await world.goesOn(A_TAP)
              for (const { id, status } of defender.actions)
                if (status === 'Pending') defender.change(id, { status: 'Succeeded' })
              follow()
              await world.goesOn(A_LOOK)
            }
            return
          case 'at-last':
            atLast.resolve()
            atLast = Promise.withResolvers()
            return
          case 'follow':
            return follow()
          case 'machine': {
            const open = defender.actions.filter((action) => !isFinal(action))
            const action = open[what.which % Math.max(open.length, 1)]
            if (action) defender.change(action.id, { status: what.status })
            return
          }
          case 'portal':
            for (const type of what.types) {
              now = plusMs(now, 1)
              const { id } = defender.actInPortal(type)
              if (what.done) defender.change(id, { status: 'Succeeded' })
            }
            return
          case 'minutes': // nothing within a process takes minutes: what is under way ends first
            await world.ends()
            now = plusMs(now, what.minutes * MINUTE)
            return follow()
          case 'crash':
            life.alive = false
            life = { alive: true, looking: false }
            await recoverIntents(real, now)
            return
        }
      },
      /** So many steps of what is under way, in the scheduler's order. */
      async goesOn(steps: number): Promise<void> {
        for (let taken = 0; taken < steps; taken += 1) {
          await microtasks()
          if (scheduler.count() > 0) await scheduler.waitNext(1)
        }
        await microtasks()
      },
      async ends(): Promise<void> {
        await world.happens({ is: 'at-last' })
        for (await microtasks(); scheduler.count() > 0; await microtasks()) await scheduler.waitNext(1)
      },
      /** Time enough for everything to be known, and ended. */
      async settles(): Promise<void> {
        for (let round = 0; round < 3; round += 1) {
          await world.ends()
          now = plusMs(now, 16 * MINUTE)
          for (const { id, status } of defender.actions) if (status === 'Pending') defender.change(id, { status: 'Succeeded' })
          for (const { id, status } of defender.actions) if (status === 'InProgress') defender.change(id, { status: 'Failed' })
          follow()
        }
        await world.ends()
        for (const work of inFlight) await Promise.race([work, Promise.resolve()]) // a flow that failed fails the run
      },
      /** Of all that Defender has, listed or not: a machine that is cut off, or is about to be, is not called free, nor the other way about. */
      tellsTheTruth(): void {
        const told = containmentOf(defender.actions, [])
        const onItsWay = defender.actions.some((action) => action.type === 'Isolate' && !isFinal(action))
        const cutOff = saysCutOff(told)
        if (cutOff !== null) assert.equal(cutOff, defender.cutOff, `${told.is}, by what the machine did last`)
        if (told.is === 'released') assert.ok(!onItsWay, 'released, with an isolation on its way')
      },
      async holds(): Promise<void> {
        const told = (await real.containments([machine])).get(machine)!
        assert.equal(saysCutOff(told), defender.cutOff, `${told.is} on record, by what the machine did last`)
        assert.equal((await real.reviewOf(machine)) !== null, defender.cutOff, 'a review for each that is cut off, and no other')
        const marked = (id: IntentId): readonly MachineAction[] =>
          defender.actions.filter((action) => intentsOf(action).includes(id))
        for (const id of seen.keys()) {
          const intent = await real.intent(id)
          if (!intent) continue
          assert.ok(!isOpen(intent), `${id} is ${intent.state} for good`)
          assert.ok(marked(id).length <= 1, `${id} began ${marked(id).length} actions`)
          if (intent.state === 'accepted')
            assert.deepEqual(
              marked(id).map(({ id: action }) => action),
              [intent.actionId],
            )
          if (intent.state === 'refused' || intent.state === 'lost' || intent.state === 'joined')
            assert.deepEqual(marked(id), [], `${id} is ${intent.state}, and it happened`)
        }
        assert.deepEqual(broken, [])
      },
    }
    return world
  }
})

/** Whether it says that the machine is cut off; `null` where it speaks of what is on its way. */
function saysCutOff(told: Containment): boolean | null {
  if ('contained' in told) return told.contained
  return told.is === 'isolated' ? true : told.is === 'released' || told.is === 'none' ? false : null
}

/** What is over of the family of an action. */
function endedOf(action: MachineAction, all: readonly MachineAction[]): MachineAction[] {
  return all.filter((other) => isFinal(other) && familyOf(other) === familyOf(action))
}

/** Lets everything go on that waits for nothing but itself. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
