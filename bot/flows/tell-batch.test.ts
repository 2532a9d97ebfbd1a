import assert from 'node:assert/strict'
import type { Approval } from '../domain/approval.ts'
import { BotError } from '../domain/error.ts'
import type { BatchId, MachineId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { approvalWorld, CASE, MINUTE, NOW, PEOPLE } from '../test/approval-world.ts'
import { sampleMachine } from '../test/samples.ts'
import { endApprovals } from './end-approvals.ts'
import { followActions, recoverIntents } from './follow-actions.ts'
import { endApproval } from './hold.ts'
import { runBatch } from './run-batch.ts'
import { beginBatch, stopLeftBatches } from './steer-batch.ts'

const MACHINE = sampleMachine().id
const OTHER = 'd'.repeat(40) as MachineId

describe('a batch whose machines need a second person', () => {
  const world = approvalWorld()
  const { answer } = world
  /** Runs after each transaction of the one who runs the batch. */
  let afterwards: () => Promise<unknown>
  let id: BatchId

  beforeEach(() => {
    afterwards = async () => undefined
  })

  const run = async (): Promise<void> => {
    let ids = 0
    const store: Store = {
      ...world.store,
      async transaction(work) {
        const result = await world.store.transaction(work)
        await afterwards()
        return result
      },
    }
    const ports = {
      store,
      defender: world.defender,
      policy: world.policy,
      tokens: {
        fromSession: async () =>
          ({ mode: 'delegated', token: 'token' as never, upn: null, permissions: ['Machine.Isolate'], roles: [] }) as const,
      },
      now: () => world.now,
      newId: (digits: number) => {
        ids += 1
        return `b${ids.toString(16).padStart(digits - 1, '0')}`
      },
      waitMs: () => 0,
      pause: async () => undefined,
    }
    let running = Promise.resolve()
    const told = { conversationId: CASE.conversationId, caseId: CASE.id, messageId: null }
    const machines = [MACHINE, OTHER].map((machineId) => ({ machineId, generation: 0 }))
    const wish = { person: PEOPLE.robin, verb: 'isolate', isolationType: 'Full', reason: 'Ransomware', told, machines } as const
    const begun = await beginBatch(
      {
        ...ports,
        run: (batch, nth) => {
          running = runBatch(ports, batch, nth, AbortSignal.timeout(5000))
        },
      },
      wish,
    )
    id = begun!.id
    await running
  }
  const requestFor = async (machine: MachineId): Promise<Approval> =>
    (await world.store.waitingApprovals()).find(({ request }) => request.machineId === machine)!
  const ask = async (): Promise<Approval> => {
    await run()
    return requestFor(MACHINE)
  }
  const items = async () => (await world.store.batch(id))!.items
  const states = async () => (await items()).map(({ state }) => state).join(' ')
  const follow = () =>
    followActions({ store: world.store, actions: world.defender, now: () => world.now }, AbortSignal.timeout(5000))

  it('tells what Defender answered once one is approved, and its message follows', async () => {
    const request = await ask()
    assert.equal(await states(), 'approval approval')
    const { revision } = (await world.store.batch(id))!
    await answer('lena', 'confirm-approve', request)
    assert.equal(await states(), 'accepted approval')
    assert.equal((await items())[0]?.why, null)
    const message = (await world.queued(CASE.conversationId)).find(({ key }) => key === `batch:${id}`)
    assert.equal(message?.revision, revision + 1)
  })

  const no = new BotError('forbidden', 'no')

  it('still waits for a second person when Defender refused the one who approved', async () => {
    const request = await ask()
    const before = await items()
    world.defender.failBefore = no
    await answer('lena', 'confirm-approve', request)
    assert.deepEqual(await items(), before)
    await answer('leo', 'confirm-approve', request)
    assert.equal(await states(), 'accepted approval')
  })

  it('waits for a second person again when a refusal comes after its outcome was given up', async () => {
    const request = await ask()
    const before = await items()
    world.defender.during = async () => {
      await recoverIntents(world.store, world.now)
      assert.equal(await states(), 'unknown approval')
    }
    world.defender.failBefore = no
    await answer('lena', 'confirm-approve', request)
    assert.deepEqual(await items(), before)
  })

  it('tells what Defender refused whoever approved where the machine has moved on', async () => {
    const request = await ask()
    world.defender.during = () => world.store.raiseGeneration(MACHINE, 'containment')
    world.defender.failBefore = no
    await answer('lena', 'confirm-approve', request)
    assert.equal(await states(), 'refused approval')
    assert.match((await items())[0]?.why ?? '', /^Defender refused\./)
  })

  it('tells of one that was approved what is read back of a lost answer', async () => {
    const request = await ask()
    world.defender.failAfter = new BotError('unclear', 'cut off')
    await answer('lena', 'confirm-approve', request)
    assert.equal(await states(), 'unknown approval')
    await follow()
    assert.equal(await states(), 'accepted approval')
  })

  it('tells of one that was approved what is read back after the process died', async () => {
    const request = await ask()
    const { promise: sent, resolve } = Promise.withResolvers<void>()
    world.defender.during = () => {
      resolve()
      return new Promise(() => undefined)
    }
    void answer('lena', 'confirm-approve', request)
    await sent
    assert.equal(await states(), 'approval approval')
    await recoverIntents(world.store, world.now)
    assert.equal(await states(), 'unknown approval')
    world.now = plusMs(NOW, 16 * MINUTE)
    await follow()
    assert.equal(await states(), 'refused approval')
    assert.match((await items())[0]?.why ?? '', /^Defender shows no such action/)
  })

  const looks = () => endApprovals({ store: world.store, now: () => world.now })
  const ends: [string, string, string, string | undefined, (request: Approval) => Promise<unknown>][] = [
    ['it is declined', 'held approval', 'Declined', 'Lena', (request) => answer('lena', 'decline', request)],
    ['it is withdrawn', 'held approval', 'Withdrawn', 'Robin', (request) => answer('robin', 'decline', request)],
    [
      'nobody approves in time',
      'held held',
      'Nobody approved in time',
      undefined,
      () => {
        world.now = plusMs(NOW, 30 * MINUTE)
        return looks()
      },
    ],
    [
      'the machine moves on',
      'overtaken approval',
      'It moved on before anybody approved',
      undefined,
      async () => {
        await world.store.raiseGeneration(MACHINE, 'containment')
        await looks()
      },
    ],
  ]
  for (const [what, then, why, by, happens] of ends)
    it(`says so of one when ${what}`, async () => {
      await happens(await ask())
      const [first] = await items()
      assert.deepEqual([await states(), first?.why, first?.endedBy?.name], [then, why, by])
    })

  it('does not wait for somebody else’s request', async () => {
    await world.ask()
    await run()
    assert.equal(await states(), 'overtaken approval')
    assert.match((await items())[0]?.why ?? '', /^A second person was asked about it before/)
  })

  const decline = async (): Promise<void> => {
    const request = await requestFor(MACHINE)
    if (request) await world.store.transaction((records) => endApproval(records, request.id, 'declined', PEOPLE.lena, world.now))
  }

  it('says so of one that ends before its turn does', async () => {
    afterwards = decline
    await run()
    assert.equal(await states(), 'held approval')
  })

  it('still waits for the second person after its process died in that turn', async () => {
    afterwards = async () => {
      if (await requestFor(MACHINE)) await stopLeftBatches(world.store, world.now, 'all')
    }
    await run()
    assert.equal(await states(), 'approval waiting')
    assert.match((await items())[0]?.why ?? '', /^A second person has to approve/)
    await decline()
    assert.equal(await states(), 'held waiting')
  })
})
