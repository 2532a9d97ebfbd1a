import assert from 'node:assert/strict'
import { KINDS, wanted, wantedCancel } from '../domain/action-kind.ts'
import { BotError } from '../domain/error.ts'
import type { ActionId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Intent, IntentState, Verb } from '../domain/intent.ts'
import { isOpen, NEXT_STATES } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import { sampleIntent, samplePolicy } from '../test/samples.ts'
import { actOnMachine } from './act-on-machine.ts'
import { followActions, recoverIntents } from './follow-actions.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000
const SHA1 = 'ab'.repeat(20)
const STATES = Object.keys(NEXT_STATES) as IntentState[]
const VERBS = Object.keys(KINDS) as (keyof typeof KINDS)[]
const RIGHTS: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: null,
  permissions: Object.values(KINDS).map(({ permission }) => permission),
  roles: [],
}

describe('the states of an intent', () => {
  let store: Store
  let defender: FakeDefender
  /** Another for each test, so that one store does for all. */
  let machine: MachineId
  let ids = 0
  before(async () => {
    store = await freshStore(IN_MEMORY)
  })
  beforeEach(() => {
    defender = new FakeDefender(() => NOW)
    ids += 1
    machine = ids.toString(16).padStart(40, '0') as MachineId
  })
  after(() => store[Symbol.asyncDispose]())

  for (const from of STATES) {
    it(`after ${from} may be ${NEXT_STATES[from].join(', ') || 'nothing'}, and nothing else`, async () => {
      for (const to of STATES) {
        const id = `f0000000000${STATES.indexOf(from)}${STATES.indexOf(to)}000` as IntentId
        const before = sampleIntent({ id, machineId: id as never, state: from })
        await store.addIntent(before)
        const saving = store.saveIntent({ ...before, state: to })
        await (NEXT_STATES[from].includes(to) ? saving : assert.rejects(saving, /cannot become/))
        assert.equal((await store.intent(id))?.state, NEXT_STATES[from].includes(to) ? to : from)
      }
    })

    it(`${isOpen(sampleIntent({ state: from })) ? 'lets nobody else ask' : 'lets another ask'} while one is ${from}`, async () => {
      const idOf = (digit: string) => `${digit}${machine.slice(-15)}` as IntentId
      await store.addIntent(sampleIntent({ id: idOf('a'), machineId: machine, state: from }))
      const other = sampleIntent({ id: idOf('b'), machineId: machine, verb: 'unisolate' })
      assert.equal(await store.addIntent(other), !isOpen(sampleIntent({ state: from })))
      const ofAnotherFamily = sampleIntent({ id: idOf('c'), machineId: machine, ...wanted('scan') })
      assert.equal(await store.addIntent(ofAnotherFamily), true)
    })
  }

  const ports = () => ({
    store,
    defender,
    policy: samplePolicy(),
    now: () => NOW,
    newId: (digits: number) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
  })
  const act = async (verb: Verb, cancels: MachineAction | null = null): Promise<Intent> => {
    const what = verb === 'cancel' ? wantedCancel(cancels!)! : wanted(verb, { sha1: SHA1 })
    const person = { id: 'oid-robin' as PersonId, name: 'Robin' }
    const generation = await store.generation(machine, what.family)
    const wish = { ...what, reason: 'Why', case: null, machineId: machine, person, generation }
    const acted = await actOnMachine(ports(), wish, RIGHTS, AbortSignal.timeout(5000))
    assert.ok(acted && !('held' in acted))
    return acted
  }
  const stands = ({ state, refusal }: Intent) => (refusal ? `${state}: ${refusal}` : state)
  const open = (verb: keyof typeof KINDS, over: Partial<MachineAction> = {}) =>
    defender.add({ machineId: machine, type: KINDS[verb].type, sha1: verb === 'quarantine' ? SHA1 : null, ...over })

  for (const verb of VERBS) {
    for (const [answer, becomes, reaches] of [
      [null, 'accepted', 1],
      [new BotError('forbidden', 'no'), 'refused: defender-refused', 0],
      [new BotError('not-found', 'no'), 'refused: defender-refused', 0],
      [new BotError('unauthorized', 'no'), 'refused: unauthorized', 0],
      [new BotError('throttled', 'no'), 'refused: throttled', 0],
      [new BotError('unreachable', 'no'), 'refused: unreachable', 0],
      [new BotError('rejected', 'no', { detail: 'OsPlatformNotSupported' }), 'refused: unsupported', 0],
      [new BotError('rejected', 'no', { detail: 'ClientVersionNotSupported' }), 'refused: unsupported', 0],
      [new BotError('rejected', 'no', { detail: 'ActiveRequestAlreadyExists' }), 'refused: already-running', 0],
      [new BotError('rejected', 'no', { detail: 'BadRequest' }), 'refused: rejected', 0],
      [new BotError('unclear', 'no'), 'unknown', 0],
    ] as const) {
      it(`${verb}: ${answer ? `${answer.code} ${answer.detail ?? ''}` : 'an answer'} makes it ${becomes}`, async () => {
        defender.failBefore = answer
        assert.equal(stands(await act(verb)), becomes)
        assert.equal(defender.requests.length, reaches)
      })
    }

    for (const status of ['Pending', 'InProgress'] as const) {
      for (const running of VERBS) {
        const [mine, other] = [KINDS[verb], KINDS[running]]
        const becomes =
          mine.family !== other.family || mine.type === other.type
            ? mine.family === other.family
              ? 'joined'
              : 'accepted'
            : mine.undoes === other.type && status === 'Pending'
              ? 'accepted'
              : 'refused: already-running'
        it(`${verb}: ${running} that is ${status} makes it ${becomes}`, async () => {
          open(running, { status })
          assert.equal(stands(await act(verb)), becomes)
          const asks = mine.family === other.family ? (becomes === 'accepted' ? ['cancel'] : []) : [verb]
          assert.deepEqual(defender.requests, asks)
        })
      }
    }

    it(`${verb}: an unclear answer is read back by its mark, also after a crash, and lost after a quarter of an hour`, async () => {
      defender.failAfter = new BotError('unclear', 'deadline')
      const found = await act(verb)
      const follow = (minutes: number) => {
        const ports = { store, actions: defender, now: () => plusMs(NOW, minutes * MINUTE) }
        return followActions(ports, AbortSignal.timeout(5000))
      }
      await recoverIntents(store, NOW)
      await follow(1)
      assert.equal((await store.intent(found.id))?.state, 'accepted')

      defender.change(defender.actions[0]!.id, { status: 'Failed' })
      await follow(2)
      defender.failBefore = new BotError('unclear', 'deadline')
      const lost = await act(verb)
      await follow(14)
      assert.equal((await store.intent(lost.id))?.state, 'unknown')
      await follow(16)
      assert.equal((await store.intent(lost.id))?.state, 'lost')
      assert.deepEqual(defender.requests, [verb])
    })

    for (const status of ['Pending', 'InProgress', 'Succeeded', 'Failed', 'TimeOut', 'Cancelled'] as const) {
      const ended = status !== 'Pending' && status !== 'InProgress'
      it(`cancel: ${verb} that is ${status} makes it ${ended ? 'refused: has-ended' : 'accepted'}`, async () => {
        const action = open(verb, { status })
        assert.equal(stands(await act('cancel', action)), ended ? 'refused: has-ended' : 'accepted')
        assert.equal(defender.actions[0]?.status, ended ? status : 'Cancelled')
      })
    }
  }

  it('cancel: of another action than the one that runs is refused', async () => {
    open('scan')
    const gone = { ...open('scan', { status: 'Failed' }), id: 'gone' as ActionId }
    assert.equal(stands(await act('cancel', gone)), 'refused: has-ended')
    assert.deepEqual(defender.requests, [])
  })
})
