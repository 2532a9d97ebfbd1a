import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import { plusMs } from '../domain/instant.ts'
import { actingWorld, NOW } from '../test/acting-world.ts'
import { sampleAlert, sampleCase } from '../test/samples.ts'
import { recoverIntents } from './follow-actions.ts'

const MINUTE = 60_000

describe('following machine actions', () => {
  const world = actingWorld()
  const { act, follow, containment } = world

  it('follows to "isolated", with what Defender recorded beside who asked', async () => {
    await act('isolate')
    world.now = plusMs(NOW, 30_000)
    world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], ['Robin', 'robin@fabrikam.example', true])
  })

  it('is loud when Defender recorded somebody else for our own action', async () => {
    world.defender.requestor = 'somebody@fabrikam.example'
    await act('isolate')
    world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.equal(after.asked.matches, false)
  })

  describe('when the answer is lost', () => {
    beforeEach(() => {
      world.defender.failAfter = new BotError('unclear', 'Defender POST: deadline')
    })

    it('reads it back, and never asks again by itself', async () => {
      const intent = await act('isolate')
      assert.equal(intent?.state, 'unknown')
      const meanwhile = await containment()
      assert.ok(meanwhile?.is === 'asking' && meanwhile.unclear)

      await follow()

      assert.equal((await world.store.intent(intent!.id))?.state, 'accepted')
      assert.equal((await containment())?.is, 'isolating')
      assert.deepEqual(world.defender.requests, ['isolate'])
    })

    it('lets nobody ask again until it is known', async () => {
      await act('isolate')
      assert.equal(await act('isolate'), null)
      assert.deepEqual(world.defender.requests, ['isolate'])
    })

    it('says after 15 minutes that Defender shows no such action, and then somebody may ask again', async () => {
      const intent = await act('isolate')
      world.defender.actions = []
      world.now = plusMs(NOW, 14 * MINUTE)
      await follow()
      assert.equal((await world.store.intent(intent!.id))?.state, 'unknown')
      world.now = plusMs(NOW, 15 * MINUTE + 1)
      await follow()
      assert.equal((await containment())?.is, 'lost')
      assert.equal((await act('isolate'))?.state, 'accepted')
    })

    it('reads a cancellation back by its own comment', async () => {
      world.defender.failAfter = null
      await act('isolate')
      world.defender.failAfter = new BotError('unclear', 'Defender POST: deadline')
      const intent = await act('unisolate')
      assert.equal(intent?.state, 'unknown')
      await follow()
      assert.equal((await world.store.intent(intent!.id))?.state, 'accepted')
    })
  })

  it('takes what was being sent when we died for unknown, and reads it back', async () => {
    const asked = new Promise<void>((resolve) => {
      world.defender.during = () => {
        resolve()
        return new Promise(() => undefined) // and here the process died
      }
    })
    void act('isolate')
    await asked
    assert.equal(await recoverIntents(world.store, world.now), 1)
    const [open] = await world.store.openIntents()
    assert.equal(open?.state, 'unknown')

    world.defender.add({ comment: `Credential dumping [PocketSOC ${open!.id}]` })
    await follow()

    assert.equal((await world.store.intent(open!.id))?.state, 'accepted')
    assert.deepEqual(world.defender.requests, [])
  })

  it('shows actions that were made in the portal', async () => {
    const action = world.defender.add({
      requestor: 'anna@fabrikam.example',
      source: 'Portal',
      status: 'Succeeded',
      scope: 'Selective',
    })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.deepEqual([after.selective, after.asked.recorded, after.since], [true, 'anna@fabrikam.example', action.updatedAt])
  })

  it('keeps on record what Defender tells of every action, and who it recorded', async () => {
    await follow()
    const intent = await act('isolate')
    world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
    world.defender.add({ type: 'Unisolate', requestor: 'anna@fabrikam.example', source: 'Portal' })
    await follow()
    const told = (await world.store.audit(9)).filter(({ event }) => event.startsWith('machine-action.'))
    assert.deepEqual(told.map(({ event, intentId, detail }) => [event, intentId, detail['requestor']]).sort(), [
      ['machine-action.Pending', null, 'anna@fabrikam.example'],
      ['machine-action.Succeeded', intent?.id, 'robin@fabrikam.example'],
    ])
  })

  it('knows isolations that are older than this service', async () => {
    world.now = plusMs(NOW, -90 * 24 * 60 * MINUTE)
    world.defender.add({ status: 'Succeeded' })
    world.now = NOW
    assert.equal((await containment())?.is, 'unknown')
    await follow()
    assert.equal((await containment())?.is, 'isolated')
  })

  it('never opens again what was final, whatever a late list says', async () => {
    await act('isolate')
    const pending = world.defender.actions
    world.defender.change(pending[0]!.id, { status: 'Succeeded' })
    await follow()
    world.defender.actions = pending
    await follow()
    assert.equal((await containment())?.is, 'isolated')
  })

  it('looks often at what is young, rarely at what waits for days', async () => {
    assert.equal(await follow(), MINUTE)
    await act('isolate')
    const waits: number[] = []
    for (const age of [1, 5, 60]) {
      world.now = plusMs(NOW, age * MINUTE)
      waits.push(await follow())
    }
    assert.deepEqual(waits, [2500, 30_000, 5 * MINUTE])
  })

  it('keeps a case open while its machine is cut off', async () => {
    await act('isolate')
    world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
    await world.store.saveAlerts([sampleAlert({ status: 'Resolved' })], 1)
    await follow()
    assert.equal((await world.store.cases([sampleCase().id]))[0]?.closedAt, null)
    world.now = plusMs(NOW, MINUTE)
    await act('unisolate')
    world.defender.change(world.defender.actions[1]!.id, { status: 'Succeeded' })
    await follow()
    assert.notEqual((await world.store.cases([sampleCase().id]))[0]?.closedAt, null)
  })
})
