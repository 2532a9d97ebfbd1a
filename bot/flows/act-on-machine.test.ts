import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { ActivityId, AlertId, CaseId, PersonId } from '../domain/ids.ts'
import { plusMs } from '../domain/instant.ts'
import type { Verb } from '../domain/intent.ts'
import type { ActingPerson } from '../ports.ts'
import { AS_ROBIN, actingWorld, NOW } from '../test/acting-world.ts'
import { sampleAlert, sampleCase, sampleConversation } from '../test/samples.ts'

describe('acting on a machine', () => {
  const world = actingWorld()
  const { act, follow, containment, events } = world

  it('asks Defender once, with the reason and our mark, and shows that it is isolating', async () => {
    const intent = await act('isolate')

    assert.equal(intent?.state, 'accepted')
    assert.deepEqual(world.defender.requests, ['isolate'])
    assert.equal(world.defender.actions[0]?.comment, `Credential dumping [PocketSOC ${intent?.id}]`)
    assert.equal((await containment())?.is, 'isolating')
    assert.deepEqual(await events(), ['action.asked', 'action.sending', 'action.accepted', 'review.begun'])
  })

  it('asks without a case, has every card of the machine follow, and is on record', async () => {
    const intent = await act('isolate', { case: null })

    assert.deepEqual([intent?.state, intent?.caseId, intent?.conversationId], ['accepted', null, null])
    assert.deepEqual(await world.store.intent(intent!.id), intent)
    assert.equal((await world.store.cases([sampleCase().id]))[0]?.revision, sampleCase().revision + 1)
  })

  it('tells a refusal without a case too', async () => {
    world.defender.failBefore = new BotError('forbidden', 'no')
    assert.equal((await act('isolate', { case: null }))?.refusal, 'defender-refused')
  })

  it('has the intent on record before Defender hears of it', async () => {
    world.defender.during = async () =>
      assert.deepEqual(
        (await world.store.openIntents()).map(({ state }) => state),
        ['sending'],
      )
    assert.equal((await act('isolate'))?.state, 'accepted')
  })

  it('does one thing for two people who tap at once', async () => {
    const wanda = { id: 'oid-wanda' as PersonId, name: 'Wanda' }
    const both = await Promise.all([act('isolate', { generation: 0 }), act('isolate', { person: wanda, generation: 0 })])
    assert.equal(both.filter((intent) => intent !== null).length, 1)
    assert.deepEqual(world.defender.requests, ['isolate'])
  })

  it('does nothing for a tap on what the machine has left behind', async () => {
    await act('isolate')
    assert.equal(await act('isolate', { generation: 0 }), null)
    assert.deepEqual(world.defender.requests, ['isolate'])
  })

  it('joins an isolation that somebody asked for in the portal', async () => {
    world.defender.add({ requestor: 'anna@fabrikam.example', source: 'Portal' })
    const intent = await act('isolate')
    assert.equal(intent?.state, 'joined')
    assert.deepEqual(world.defender.requests, [])
    const after = await containment()
    assert.ok(after?.is === 'isolating')
    assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], [null, 'anna@fabrikam.example', null])
  })

  it('joins when Defender says that an action is already running', async () => {
    world.defender.during = async () => {
      world.defender.during = async () => undefined
      world.defender.add({ requestor: 'anna@fabrikam.example' })
    }
    world.defender.failBefore = new BotError('rejected', 'Defender POST: 400', { detail: 'ActiveRequestAlreadyExists' })
    assert.equal((await act('isolate'))?.state, 'joined')
  })

  describe('once Defender was looked at', () => {
    beforeEach(() => follow())

    it('does nothing on what Defender’s list shows to be over, when the request is about to go out', async () => {
      for (const type of ['Isolate', 'Unisolate']) world.defender.add({ type, status: 'Succeeded', source: 'Portal' })
      const intent = await act('isolate', { generation: 0 })
      assert.deepEqual([intent?.state, intent?.refusal, world.defender.requests], ['refused', 'overtaken', []])
      assert.equal((await containment())?.is, 'released')
    })

    it('still joins what is under way, whatever ended before it', async () => {
      world.defender.add({ status: 'Failed', createdAt: plusMs(NOW, -1000) })
      const open = world.defender.add({ source: 'Portal' })
      const intent = await act('isolate', { generation: 0 })
      assert.deepEqual([intent?.state, intent?.actionId, world.defender.requests], ['joined', open.id, []])
    })

    it('says that it was overtaken when Defender refuses a second of what has ended by then', async () => {
      world.defender.during = async () => void world.defender.add({ status: 'Succeeded', source: 'Portal' })
      world.defender.failBefore = new BotError('rejected', 'Defender POST: 400', { detail: 'ActiveRequestAlreadyExists' })
      assert.equal((await act('isolate'))?.refusal, 'overtaken')
    })
  })

  describe('when a lead stops all actions while Defender’s list is awaited', () => {
    const stopMeanwhile = (except: readonly Verb[]) => {
      const { actionsOf } = world.defender
      world.defender.actionsOf = async (id) => {
        await world.store.setStop({ by: { id: 'oid-lena' as PersonId, name: 'Lena' }, at: world.now, except })
        return actionsOf.call(world.defender, id)
      }
    }

    it('asks nothing that was confirmed before a lead stopped all actions, and says why', async () => {
      stopMeanwhile(['unisolate'])
      const intent = await act('isolate')
      assert.deepEqual([intent?.state, intent?.refusal, world.defender.requests], ['refused', 'actions-stopped', []])
      assert.deepEqual(await events(), ['action.asked', 'action.refused'])
    })

    it('sends what goes on all the same', async () => {
      stopMeanwhile(['isolate'])
      assert.equal((await act('isolate'))?.state, 'accepted')
    })

    it('cancels nothing in place of a release', async () => {
      await act('isolate')
      stopMeanwhile([])
      assert.equal((await act('unisolate'))?.refusal, 'actions-stopped')
      assert.deepEqual(world.defender.requests, ['isolate'])
    })

    it('still shows what is under way, for which nothing is sent', async () => {
      world.defender.add({ source: 'Portal' })
      stopMeanwhile([])
      assert.equal((await act('isolate'))?.state, 'joined')
    })
  })

  it('releases an isolation that has not begun by cancelling it', async () => {
    await act('isolate')
    const intent = await act('unisolate')
    assert.equal(intent?.state, 'accepted')
    assert.deepEqual(world.defender.requests, ['isolate', 'cancel'])
    await follow()
    assert.deepEqual(await containment().then((one) => one?.is === 'failed' && [one.verb, one.status, one.contained]), [
      'isolate',
      'Cancelled',
      false,
    ])
  })

  it('never releases into an isolation that is being carried out', async () => {
    await act('isolate')
    world.defender.change(world.defender.actions[0]!.id, { status: 'InProgress' })
    const intent = await act('unisolate')
    assert.deepEqual([intent?.state, intent?.refusal], ['refused', 'already-running'])
    assert.deepEqual(world.defender.requests, ['isolate'])
  })

  for (const [code, detail, refusal] of [
    ['forbidden', null, 'defender-refused'],
    ['not-found', null, 'defender-refused'],
    ['throttled', null, 'throttled'],
    ['unauthorized', null, 'unauthorized'],
    ['unreachable', null, 'unreachable'],
    ['rejected', 'OsPlatformNotSupported', 'unsupported'],
    ['rejected', 'ClientVersionNotSupported', 'unsupported'],
    ['rejected', 'BadRequest', 'rejected'],
  ] as const) {
    it(`records ${detail ?? code} as refused, and another may ask again`, async () => {
      world.defender.failBefore = new BotError(code, 'Defender POST', { detail })
      const intent = await act('isolate')
      assert.deepEqual([intent?.state, intent?.refusal], ['refused', refusal])
      assert.equal((await act('isolate'))?.state, 'accepted')
      assert.deepEqual((await events()).slice(0, 3), ['action.asked', 'action.sending', 'action.refused'])
    })
  }

  it('asks nothing of Defender without Machine.Isolate in the token', async () => {
    const intent = await act('isolate', { as: { ...AS_ROBIN, permissions: ['Machine.Read'] } })
    assert.deepEqual([intent?.refusal, world.defender.requests], ['scope-missing', []])
  })

  describe('as the app, for a person', () => {
    const AS_APP: ActingPerson = { ...AS_ROBIN, mode: 'application', roles: ['Responder'] }

    it('writes into Defender’s comment who asked, and holds nobody’s name against what it recorded', async () => {
      world.defender.requestor = 'PocketSOC SSO'
      const intent = await act('isolate', { as: AS_APP })
      assert.equal(
        world.defender.actions[0]?.comment,
        `Credential dumping (asked by robin@fabrikam.example) [PocketSOC ${intent?.id}]`,
      )
      const after = await containment()
      assert.ok(after?.is === 'isolating')
      assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], ['Robin', 'PocketSOC SSO', null])
      const entry = (await world.store.audit(9)).find(({ event }) => event === 'action.accepted')
      assert.deepEqual([entry?.detail['mode'], entry?.detail['upn']], ['application', 'robin@fabrikam.example'])
    })

    for (const role of ['Responder', 'Lead']) {
      it(`asks for somebody who holds ${role}`, async () =>
        assert.equal((await act('isolate', { as: { ...AS_APP, roles: [role] } }))?.state, 'accepted'))
    }

    for (const code of ['forbidden', 'not-found'] as const) {
      it(`records ${code} as a refusal of the app, not of a role that the person lacks`, async () => {
        world.defender.failBefore = new BotError(code, 'Defender POST')
        assert.equal((await act('isolate', { as: AS_APP }))?.refusal, 'app-refused')
      })
    }

    it('records a 401 as the app’s, not as the sign-in of whoever asked', async () => {
      world.defender.failBefore = new BotError('unauthorized', 'Defender POST')
      assert.equal((await act('isolate', { as: AS_APP }))?.refusal, 'app-unauthorized')
    })

    it('asks nothing of Defender for a Reader', async () => {
      const intent = await act('isolate', { as: { ...AS_APP, roles: ['Reader'] } })
      assert.deepEqual([intent?.refusal, world.defender.requests], ['role-missing', []])
    })
  })

  it('lets a demand for more proof through, with nothing done', async () => {
    world.defender.failBefore = new BotError('sign-in-needed', 'Defender wants more proof', { claims: '{}' })
    await assert.rejects(act('isolate'), { code: 'sign-in-needed', claims: '{}' })
    assert.deepEqual(await world.store.openIntents(), [])
  })

  it('has every card of the machine follow, in every conversation, open or closed', async () => {
    const other = sampleCase({ id: 'd'.repeat(24) as never, conversationId: '19:other' as never, closedAt: NOW })
    await world.store.saveConversation(sampleConversation({ id: other.conversationId }))
    await world.store.saveCases([other])
    await world.store.joinAlerts([{ alertId: sampleAlert().id, conversationId: other.conversationId, caseId: other.id }])
    await act('isolate')
    const queued = (await world.store.claim(world.now, [], 10)).map(({ key }) => key)
    assert.deepEqual(queued.sort(), [`card:${sampleCase().id}`, `card:${other.id}`])
  })

  describe('has cards wait whose alerts are all resolved, with news of no weight', () => {
    const old = sampleCase({ id: 'd'.repeat(24) as CaseId, severityRank: 4, activityId: 'm-old' as ActivityId, closedAt: NOW })
    const resolved = sampleAlert({ id: 'resolved' as AlertId, status: 'Resolved' })
    const joined = { alertId: resolved.id, conversationId: old.conversationId }
    /** Sends what is due, one after another. */
    const sent = async () => {
      const all: [string, number][] = []
      for (;;) {
        const [delivery] = await world.store.claim(world.now, [], 1)
        if (!delivery) return all.sort()
        await world.store.sent(delivery, 'print', world.now)
        all.push([delivery.key, delivery.rank])
      }
    }

    beforeEach(async () => {
      await world.store.saveAlerts([resolved], 1)
      await world.store.saveCases([old])
      await world.store.joinAlerts([{ ...joined, caseId: old.id }])
      await world.store.setCursor('actions-read', NOW)
    })

    it('behind the card that was tapped, and behind all that is new', async () => {
      await act('isolate')
      assert.deepEqual(await sent(), [[`card:${sampleCase().id}`, 4]])
      world.now = plusMs(NOW, 3000)
      assert.deepEqual(await sent(), [[`card:${old.id}`, 0]])
    })

    it('but not the one that was tapped, from the tap to the end of the action', async () => {
      await act('isolate', { case: old })
      assert.deepEqual(await sent(), [
        [`card:${sampleCase().id}`, 4],
        [`card:${old.id}`, 4],
      ])
      world.now = plusMs(NOW, 60_000)
      world.defender.change(world.defender.actions[0]!.id, { status: 'Succeeded' })
      await world.follow()
      assert.deepEqual(await sent(), [
        [`card:${sampleCase().id}`, 4],
        [`card:${old.id}`, 4],
      ])
    })
  })
})
