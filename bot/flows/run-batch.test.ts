import assert from 'node:assert/strict'
import type { Batch, BatchItem } from '../domain/batch.ts'
import { BotError } from '../domain/error.ts'
import type { BatchId, CaseId, ConversationId, IncidentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import { sampleCase, sampleConversation, sampleMachine, samplePolicy } from '../test/samples.ts'
import { followActions } from './follow-actions.ts'
import { runBatch } from './run-batch.ts'
import { beginBatch, goOn, stopBatch, stopLeftBatches } from './steer-batch.ts'
import { stopActions } from './stop-actions.ts'

const NOON = instantOf(Date.UTC(2026, 10, 2, 12))
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const IDS = ['1', '2', '3'].map((digit) => digit.repeat(40) as MachineId)

describe('several machines at once', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let waits: number[]
  let signIn: () => void
  let service: AbortController
  let running: Promise<void>
  let ids: number
  let policy: Policy
  let pause: () => Promise<void>
  /** Runs while the machine of this index is asked for. */
  let during: (index: number) => Promise<void>

  beforeEach(async () => {
    store = await freshStore(IN_MEMORY)
    defender = new FakeDefender(() => now)
    now = NOON
    waits = []
    signIn = () => undefined
    service = new AbortController()
    running = Promise.resolve()
    ids = 0
    policy = samplePolicy()
    pause = async () => undefined
    during = async () => undefined
    await store.saveMachines(IDS.map((id) => sampleMachine({ id })))
    defender.during = () => during(defender.requests.length)
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => ({
    store,
    defender,
    tokens: {
      fromSession: async (): Promise<ActingPerson> => {
        signIn()
        return { mode: 'delegated', token: 'token' as never, upn: null, permissions: ['Machine.Isolate'], roles: [] }
      },
    },
    policy,
    now: () => now,
    newId: (digits: number) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
    waitMs: () => waits.shift() ?? 0,
    pause: () => pause(),
    run: (id: BatchId, run: number) => {
      running = runBatch(ports(), id, run, service.signal)
    },
  })
  const begin = (told: Batch['told'] = null) =>
    beginBatch(ports(), {
      person: ROBIN,
      verb: 'isolate',
      isolationType: 'Full',
      reason: 'Ransomware',
      told,
      machines: IDS.map((machineId) => ({ machineId, generation: 0 })),
    })
  const whole = async () => {
    const begun = await begin()
    await running
    return (await store.batch(begun!.id))!
  }
  const states = (items: readonly BatchItem[]) => items.map(({ state }) => state).join(' ')
  const events = async () => (await store.audit(50)).map(({ event }) => event).reverse()

  it('asks for each in the order chosen, one at a time, and says so in the audit', async () => {
    const inHand: string[] = []
    during = async () => void inHand.push(states((await store.newestBatch(ROBIN.id))!.items))
    const batch = await whole()
    assert.deepEqual(inHand, ['asking waiting waiting', 'accepted asking waiting', 'accepted accepted asking'])
    assert.deepEqual([batch.state, states(batch.items)], ['done', 'accepted accepted accepted'])
    assert.deepEqual(
      defender.actions.map(({ machineId }) => machineId),
      IDS,
    )
    const all = await events()
    assert.deepEqual([all[0], all.at(-1)], ['batch.begun', 'batch.ended'])
    const asked = (await store.audit(50)).filter(({ event }) => event === 'action.asked')
    assert.ok(asked.every(({ detail }) => detail['batch'] === batch.id && detail['reason'] === 'Ransomware'))
  })

  it('asks in the cases of the incident where it was begun, else in the newest of a channel, never in the chat of another', async () => {
    const channel = sampleConversation()
    const busier = sampleConversation({ id: '19:busier@thread.tacv2' as ConversationId })
    const hers = sampleConversation({ id: 'a:lena' as ConversationId, kind: 'personal', personId: LENA.id, team: null })
    for (const one of [channel, busier, hers]) await store.saveConversation(one)
    let made = 0
    const add = async (index: number, { id: conversationId }: typeof channel, incident = 812) => {
      made += 1
      const id = String(made).repeat(24) as CaseId
      const openedAt = plusMs(NOON, made) // each newer than the one before
      const about = { machineId: IDS[index]!, incidentId: incident as IncidentId, conversationId }
      await store.saveCases([sampleCase({ id, openedAt, ...about })])
      return id
    }
    const first = await add(0, channel)
    await add(0, channel, 900)
    const second = await add(1, busier)
    for (const index of [0, 1, 2]) await add(index, hers)
    await begin({ conversationId: 'a:robin' as ConversationId, caseId: first, messageId: null })
    await running
    assert.deepEqual(
      (await store.intentsSince(NOON)).map(({ machineId, caseId }) => [machineId, caseId]).sort(),
      [IDS[0], IDS[1], IDS[2]].map((id, index) => [id, [first, second, null][index]]),
    )
  })

  it('asks in no case of a channel that the bot was removed from while the batch ran', async () => {
    const [gone, live] = ['19:gone@thread.tacv2', '19:live@thread.tacv2'].map((id) =>
      sampleConversation({ id: id as ConversationId, state: id.includes('gone') ? 'gone' : 'live' }),
    )
    const cases = [gone!, live!].map(({ id: conversationId }, at) =>
      sampleCase({ id: String(at).repeat(24) as CaseId, machineId: IDS[0]!, conversationId }),
    )
    for (const one of [gone!, live!]) await store.saveConversation(one)
    await store.saveCases(cases)
    await begin({ conversationId: 'a:robin' as ConversationId, caseId: cases[0]!.id, messageId: null })
    await running
    const [first] = (await store.intentsSince(NOON)).filter(({ machineId }) => machineId === IDS[0])
    assert.equal(first?.caseId, cases[1]!.id)
  })

  it('stops after the machine in hand, and goes on when the same person says so', async () => {
    during = async (index) => {
      if (index === 0) await stopBatch(ports(), '1'.padStart(16, '0') as BatchId, LENA)
    }
    const stopped = await whole()
    assert.deepEqual([stopped.state, stopped.why, stopped.stoppedBy], ['stopped', 'asked', LENA])
    assert.equal(states(stopped.items), 'accepted waiting waiting')
    assert.equal(await goOn(ports(), stopped.id, LENA.id), false)
    assert.equal(await goOn(ports(), stopped.id, ROBIN.id), true)
    await running
    const after = await store.batch(stopped.id)
    assert.deepEqual([after?.state, states(after!.items)], ['done', 'accepted accepted accepted'])
    assert.equal(await goOn(ports(), stopped.id, ROBIN.id), false)
  })

  it('goes on after a refusal in the middle, and tells why', async () => {
    let turns = 0
    during = async () => {
      turns += 1
      if (turns === 2) defender.failBefore = new BotError('rejected', 'no', { detail: 'OsPlatformNotSupported' })
    }
    const { state, items } = await whole()
    assert.deepEqual([state, states(items)], ['done', 'accepted refused accepted'])
    assert.match(items[1]?.why ?? '', /operating system/)
  })

  it('joins what is under way, and leaves alone what moved on since the person looked', async () => {
    defender.add({ machineId: IDS[0]!, requestor: 'else@fabrikam.example' })
    await store.raiseGeneration(IDS[1]!, 'containment')
    const { items } = await whole()
    assert.equal(states(items), 'joined overtaken accepted')
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('leaves alone what Defender lists to have moved on, though nobody here had heard of it', async () => {
    await store.setCursor('actions-read', now)
    for (const type of ['Isolate', 'Unisolate']) defender.add({ type, machineId: IDS[1]!, status: 'Succeeded' })
    const { items } = await whole()
    assert.equal(states(items), 'accepted overtaken accepted')
    assert.match(items[1]?.why ?? '', /moved on since you looked/)
  })

  it('asks a second person beyond what one person may do within the hour, and says so', async () => {
    policy = samplePolicy({ secondPerson: { ...policy.secondPerson, machinesAnHour: { byOnePerson: 2, inTheTenant: null } } })
    const { state, items } = await whole()
    assert.deepEqual([state, states(items)], ['done', 'accepted accepted approval'])
    assert.match(items[2]?.why ?? '', /A second person has to approve: the same person acted on 2 other machines/)
    assert.equal((await store.waitingApprovals()).length, 1)
    assert.equal(defender.requests.length, 2)
  })

  it('is stopped by the kill switch after the machine in hand, and goes on once that is off', async () => {
    during = async () => void (await stopActions({ records: store, policy, now: () => now }, LENA, true))
    const stopped = await whole()
    assert.deepEqual([stopped.why, states(stopped.items)], ['actions-stopped', 'accepted waiting waiting'])
    during = async () => undefined
    await stopActions({ records: store, policy, now: () => now }, LENA, false)
    await goOn(ports(), stopped.id, ROBIN.id)
    await running
    assert.equal((await store.batch(stopped.id))?.state, 'done')
  })

  it('is stopped by the kill switch before the machine in hand, if Defender was not asked for it yet', async () => {
    const { actionsOf } = defender
    defender.actionsOf = async (id) => {
      if (id === IDS[1]) await stopActions({ records: store, policy, now: () => now }, LENA, true)
      return actionsOf.call(defender, id)
    }
    const stopped = await whole()
    assert.deepEqual([stopped.why, states(stopped.items)], ['actions-stopped', 'accepted waiting waiting'])
    assert.equal(defender.requests.length, 1)
    defender.actionsOf = actionsOf
    await stopActions({ records: store, policy, now: () => now }, LENA, false)
    await goOn(ports(), stopped.id, ROBIN.id)
    await running
    assert.equal(states((await store.batch(stopped.id))!.items), 'accepted accepted accepted')
  })

  it('does not ask for what Defender hides from the person', async () => {
    defender.machine = async () => {
      throw new BotError('forbidden', 'no')
    }
    const { items } = await whole()
    assert.equal(states(items), 'refused refused refused')
    assert.match(items[0]?.why ?? '', /^Defender refused\./)
    assert.deepEqual([defender.requests, await store.intentsSince(NOON)], [[], []])
  })

  it('stops when the session has ended, and leaves the machine for later', async () => {
    during = async () => {
      signIn = () => {
        throw new BotError('sign-in-needed', 'no session')
      }
    }
    const stopped = await whole()
    assert.deepEqual([stopped.why, states(stopped.items)], ['sign-in', 'accepted waiting waiting'])
    during = async () => undefined
    signIn = () => undefined
    await goOn(ports(), stopped.id, ROBIN.id)
    await running
    assert.equal(states((await store.batch(stopped.id))!.items), 'accepted accepted accepted')
  })

  it('stops when Defender wants more proof, and asks for that machine again once it goes on', async () => {
    defender.failBefore = new BotError('sign-in-needed', 'more proof', { claims: '{}' })
    const stopped = await whole()
    assert.deepEqual([stopped.why, states(stopped.items)], ['sign-in', 'waiting waiting waiting'])
    await goOn(ports(), stopped.id, ROBIN.id)
    await running
    assert.equal(states((await store.batch(stopped.id))!.items), 'accepted accepted accepted')
    assert.equal(defender.requests.length, 3)
  })

  it('says that it waits for Defender’s limit, and can be stopped while it does', async () => {
    const told: (Instant | null | undefined)[] = []
    pause = async () => {
      const batch = await store.newestBatch(ROBIN.id)
      told.push(batch?.waitsUntil)
      if (told.length === 2) await stopBatch(ports(), batch!.id, ROBIN)
    }
    waits = [4000, 3000, 2000]
    const { state, waitsUntil, items } = await whole()
    assert.deepEqual(told, [plusMs(NOON, 4000), plusMs(NOON, 4000)])
    assert.deepEqual([state, waitsUntil, states(items)], ['stopped', null, 'waiting waiting waiting'])
    assert.deepEqual(defender.requests, [])
  })

  it('stops with the service, after the machine in hand', async () => {
    during = async () => service.abort()
    const stopped = await whole()
    assert.deepEqual([stopped.why, states(stopped.items)], ['service-stopped', 'accepted waiting waiting'])
  })

  it('is stopped, not resumed, after its process was killed', async () => {
    const { promise: never } = Promise.withResolvers<void>()
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    during = () => {
      resolve()
      return never
    }
    const begun = await begin()
    await asked
    await stopLeftBatches(store, plusMs(NOON, 60_000), 'silent')
    assert.equal((await store.batch(begun!.id))?.state, 'running')
    await stopLeftBatches(store, plusMs(NOON, 200_000), 'silent')
    const left = await store.batch(begun!.id)
    assert.deepEqual([left?.state, left?.why, states(left!.items)], ['stopped', 'service-stopped', 'unknown waiting waiting'])
  })

  it('has a machine wait again for which nothing was on record when its process was killed', async () => {
    const { promise: hung, resolve: wake } = Promise.withResolvers<void>()
    const { promise: read, resolve } = Promise.withResolvers<void>()
    const machine = defender.machine.bind(defender)
    defender.machine = async (id) => {
      resolve()
      await hung
      return machine(id)
    }
    const begun = await begin()
    await read
    const before = running
    await stopLeftBatches(store, now, 'all')
    assert.equal(states((await store.batch(begun!.id))!.items), 'waiting waiting waiting')
    defender.machine = machine
    await goOn(ports(), begun!.id, ROBIN.id)
    await running
    wake()
    await before
    assert.equal(states((await store.batch(begun!.id))!.items), 'accepted accepted accepted')
    assert.equal(defender.requests.length, 3)
  })

  for (const [what, fails, outcome, why] of [
    ['lists it', 'failAfter', 'accepted', null],
    ['has not listed it for long', 'failBefore', 'refused', /^Defender shows no such action/],
  ] as const)
    it(`tells what became of a request without an answer once Defender ${what}`, async () => {
      defender[fails] = new BotError('unclear', 'cut off')
      const before = await whole()
      assert.equal(states(before.items), 'unknown accepted accepted')
      now = plusMs(NOON, 16 * 60_000)
      await followActions({ store, actions: defender, now: () => now }, service.signal)
      const { state, items } = (await store.batch(before.id))!
      assert.deepEqual([state, states(items)], ['done', `${outcome} accepted accepted`])
      if (why) assert.match(items[0]?.why ?? '', why)
    })

  it('lets what was given up for silence do nothing more once it goes on elsewhere', async () => {
    const { promise: hung, resolve: wake } = Promise.withResolvers<void>()
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    during = () => {
      resolve()
      return hung
    }
    const begun = await begin()
    await asked
    const before = running
    await stopLeftBatches(store, now, 'all')
    during = async () => undefined
    await goOn(ports(), begun!.id, ROBIN.id)
    await running
    wake()
    await before
    assert.equal(states((await store.batch(begun!.id))!.items), 'unknown accepted accepted')
    assert.equal(defender.requests.length, 3)
  })

  it('is one at a time for a person', async () => {
    during = async () => assert.equal(await begin(), null)
    assert.equal((await whole()).state, 'done')
    assert.deepEqual((await events()).filter((event) => event === 'batch.begun').length, 1)
  })
})
