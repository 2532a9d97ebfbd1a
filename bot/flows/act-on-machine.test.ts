import assert from 'node:assert/strict'
import type { StartVerb } from '../domain/action-kind.ts'
import { wanted } from '../domain/action-kind.ts'
import type { Case } from '../domain/case.ts'
import type { Containment } from '../domain/containment.ts'
import { BotError } from '../domain/error.ts'
import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import { actOnMachine } from './act-on-machine.ts'
import { followActions, recoverIntents } from './follow-actions.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000
const MACHINE = sampleMachine().id
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const AS_ROBIN: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: 'robin@fabrikam.example',
  permissions: ['Machine.Isolate'],
  roles: [],
}

describe('acting on a machine', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let ids: number

  beforeEach(async () => {
    store = await freshStore()
    now = NOW
    ids = 0
    defender = new FakeDefender(() => now)
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => ({
    store,
    defender,
    policy: samplePolicy(),
    now: () => now,
    newId: (digits: number) => {
      ids += 1
      return ids.toString(16).padStart(digits, '0')
    },
  })
  const act = async (
    verb: StartVerb,
    over: { person?: typeof ROBIN; as?: ActingPerson; generation?: number; case?: Case | null } = {},
  ) => {
    const acted = await actOnMachine(
      ports(),
      {
        ...wanted(verb),
        reason: 'Credential dumping',
        case: over.case === undefined ? sampleCase() : over.case,
        machineId: MACHINE,
        person: over.person ?? ROBIN,
        generation: over.generation ?? (await store.generation(MACHINE, 'containment')),
      },
      over.as ?? AS_ROBIN,
      AbortSignal.timeout(5000),
    )
    assert.ok(acted === null || !('held' in acted))
    return acted
  }
  const follow = () => followActions({ store, actions: defender, now: () => now }, AbortSignal.timeout(5000))
  const containment = async (): Promise<Containment | undefined> => (await store.caseFile(sampleCase().id, 1))?.containment
  const events = async () => (await store.audit(50)).reverse().map(({ event }) => event)

  it('asks Defender once, with the reason and our mark, and shows that it is isolating', async () => {
    const intent = await act('isolate')

    assert.equal(intent?.state, 'accepted')
    assert.deepEqual(defender.requests, ['isolate'])
    assert.equal(defender.actions[0]?.comment, `Credential dumping [PocketSOC ${intent?.id}]`)
    assert.equal((await containment())?.is, 'isolating')
    assert.deepEqual(await events(), ['action.asked', 'action.sending', 'action.accepted', 'review.begun'])
  })

  it('asks without a case, has every card of the machine follow, and is on record', async () => {
    const intent = await act('isolate', { case: null })

    assert.deepEqual([intent?.state, intent?.caseId, intent?.conversationId], ['accepted', null, null])
    assert.deepEqual(await store.intent(intent!.id), intent)
    assert.equal((await store.cases([sampleCase().id]))[0]?.revision, sampleCase().revision + 1)
  })

  it('tells a refusal without a case too', async () => {
    defender.failBefore = new BotError('forbidden', 'no')
    assert.equal((await act('isolate', { case: null }))?.refusal, 'defender-refused')
  })

  it('has the intent on record before Defender hears of it', async () => {
    defender.during = async () =>
      assert.deepEqual(
        (await store.openIntents()).map(({ state }) => state),
        ['sending'],
      )
    assert.equal((await act('isolate'))?.state, 'accepted')
  })

  it('follows to "isolated", with what Defender recorded beside who asked', async () => {
    await act('isolate')
    now = plusMs(NOW, 30_000)
    defender.change(defender.actions[0]!.id, { status: 'Succeeded' })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], ['Robin', 'robin@fabrikam.example', true])
  })

  it('is loud when Defender recorded somebody else for our own action', async () => {
    defender.requestor = 'somebody@fabrikam.example'
    await act('isolate')
    defender.change(defender.actions[0]!.id, { status: 'Succeeded' })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.equal(after.asked.matches, false)
  })

  it('does one thing for two people who tap at once', async () => {
    const wanda = { id: 'oid-wanda' as PersonId, name: 'Wanda' }
    const both = await Promise.all([act('isolate', { generation: 0 }), act('isolate', { person: wanda, generation: 0 })])
    assert.equal(both.filter((intent) => intent !== null).length, 1)
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('does nothing for a tap on what the machine has left behind', async () => {
    await act('isolate')
    assert.equal(await act('isolate', { generation: 0 }), null)
    assert.deepEqual(defender.requests, ['isolate'])
  })

  it('joins an isolation that somebody asked for in the portal', async () => {
    defender.add({ requestor: 'anna@fabrikam.example', source: 'Portal' })
    const intent = await act('isolate')
    assert.equal(intent?.state, 'joined')
    assert.deepEqual(defender.requests, [])
    const after = await containment()
    assert.ok(after?.is === 'isolating')
    assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], [null, 'anna@fabrikam.example', null])
  })

  it('joins when Defender says that an action is already running', async () => {
    defender.during = async () => {
      defender.during = async () => undefined
      defender.add({ requestor: 'anna@fabrikam.example' })
    }
    defender.failBefore = new BotError('rejected', 'Defender POST: 400', { detail: 'ActiveRequestAlreadyExists' })
    assert.equal((await act('isolate'))?.state, 'joined')
  })

  it('releases an isolation that has not begun by cancelling it', async () => {
    await act('isolate')
    const intent = await act('unisolate')
    assert.equal(intent?.state, 'accepted')
    assert.deepEqual(defender.requests, ['isolate', 'cancel'])
    await follow()
    assert.deepEqual(await containment().then((one) => one?.is === 'failed' && [one.verb, one.status, one.contained]), [
      'isolate',
      'Cancelled',
      false,
    ])
  })

  it('never releases into an isolation that is being carried out', async () => {
    await act('isolate')
    defender.change(defender.actions[0]!.id, { status: 'InProgress' })
    const intent = await act('unisolate')
    assert.deepEqual([intent?.state, intent?.refusal], ['refused', 'already-running'])
    assert.deepEqual(defender.requests, ['isolate'])
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
      defender.failBefore = new BotError(code, 'Defender POST', { detail })
      const intent = await act('isolate')
      assert.deepEqual([intent?.state, intent?.refusal], ['refused', refusal])
      assert.equal((await act('isolate'))?.state, 'accepted')
      assert.deepEqual((await events()).slice(0, 3), ['action.asked', 'action.sending', 'action.refused'])
    })
  }

  it('asks nothing of Defender without Machine.Isolate in the token', async () => {
    const intent = await act('isolate', { as: { ...AS_ROBIN, permissions: ['Machine.Read'] } })
    assert.deepEqual([intent?.refusal, defender.requests], ['scope-missing', []])
  })

  describe('as the app, for a person', () => {
    const AS_APP: ActingPerson = { ...AS_ROBIN, mode: 'application', roles: ['Responder'] }

    it('writes into Defender’s comment who asked, and holds nobody’s name against what it recorded', async () => {
      defender.requestor = 'PocketSOC SSO'
      const intent = await act('isolate', { as: AS_APP })
      assert.equal(defender.actions[0]?.comment, `Credential dumping (asked by robin@fabrikam.example) [PocketSOC ${intent?.id}]`)
      const after = await containment()
      assert.ok(after?.is === 'isolating')
      assert.deepEqual([after.asked.by, after.asked.recorded, after.asked.matches], ['Robin', 'PocketSOC SSO', null])
      const entry = (await store.audit(9)).find(({ event }) => event === 'action.accepted')
      assert.deepEqual([entry?.detail['mode'], entry?.detail['upn']], ['application', 'robin@fabrikam.example'])
    })

    for (const role of ['Responder', 'Lead']) {
      it(`asks for somebody who holds ${role}`, async () =>
        assert.equal((await act('isolate', { as: { ...AS_APP, roles: [role] } }))?.state, 'accepted'))
    }

    for (const code of ['forbidden', 'not-found'] as const) {
      it(`records ${code} as a refusal of the app, not of a role that the person lacks`, async () => {
        defender.failBefore = new BotError(code, 'Defender POST')
        assert.equal((await act('isolate', { as: AS_APP }))?.refusal, 'app-refused')
      })
    }

    it('records a 401 as the app’s, not as the sign-in of whoever asked', async () => {
      defender.failBefore = new BotError('unauthorized', 'Defender POST')
      assert.equal((await act('isolate', { as: AS_APP }))?.refusal, 'app-unauthorized')
    })

    it('asks nothing of Defender for a Reader', async () => {
      const intent = await act('isolate', { as: { ...AS_APP, roles: ['Reader'] } })
      assert.deepEqual([intent?.refusal, defender.requests], ['role-missing', []])
    })
  })

  it('lets a demand for more proof through, with nothing done', async () => {
    defender.failBefore = new BotError('sign-in-needed', 'Defender wants more proof', { claims: '{}' })
    await assert.rejects(act('isolate'), { code: 'sign-in-needed', claims: '{}' })
    assert.deepEqual(await store.openIntents(), [])
  })

  describe('when the answer is lost', () => {
    beforeEach(() => {
      defender.failAfter = new BotError('unclear', 'Defender POST: deadline')
    })

    it('reads it back, and never asks again by itself', async () => {
      const intent = await act('isolate')
      assert.equal(intent?.state, 'unknown')
      const meanwhile = await containment()
      assert.ok(meanwhile?.is === 'asking' && meanwhile.unclear)

      await follow()

      assert.equal((await store.intent(intent!.id))?.state, 'accepted')
      assert.equal((await containment())?.is, 'isolating')
      assert.deepEqual(defender.requests, ['isolate'])
    })

    it('lets nobody ask again until it is known', async () => {
      await act('isolate')
      assert.equal(await act('isolate'), null)
      assert.deepEqual(defender.requests, ['isolate'])
    })

    it('says after 15 minutes that Defender shows no such action, and then somebody may ask again', async () => {
      const intent = await act('isolate')
      defender.actions = []
      now = plusMs(NOW, 14 * MINUTE)
      await follow()
      assert.equal((await store.intent(intent!.id))?.state, 'unknown')
      now = plusMs(NOW, 15 * MINUTE + 1)
      await follow()
      assert.equal((await containment())?.is, 'lost')
      assert.equal((await act('isolate'))?.state, 'accepted')
    })

    it('reads a cancellation back by its own comment', async () => {
      defender.failAfter = null
      await act('isolate')
      defender.failAfter = new BotError('unclear', 'Defender POST: deadline')
      const intent = await act('unisolate')
      assert.equal(intent?.state, 'unknown')
      await follow()
      assert.equal((await store.intent(intent!.id))?.state, 'accepted')
    })
  })

  it('takes what was being sent when we died for unknown, and reads it back', async () => {
    const asked = new Promise<void>((resolve) => {
      defender.during = () => {
        resolve()
        return new Promise(() => undefined) // and here the process died
      }
    })
    void act('isolate')
    await asked
    assert.equal(await recoverIntents(store, now), 1)
    const [open] = await store.openIntents()
    assert.equal(open?.state, 'unknown')

    defender.add({ comment: `Credential dumping [PocketSOC ${open!.id}]` })
    await follow()

    assert.equal((await store.intent(open!.id))?.state, 'accepted')
    assert.deepEqual(defender.requests, [])
  })

  it('shows actions that were made in the portal', async () => {
    const action = defender.add({ requestor: 'anna@fabrikam.example', source: 'Portal', status: 'Succeeded', scope: 'Selective' })
    await follow()
    const after = await containment()
    assert.ok(after?.is === 'isolated')
    assert.deepEqual([after.selective, after.asked.recorded, after.since], [true, 'anna@fabrikam.example', action.updatedAt])
  })

  it('keeps on record what Defender tells of every action, and who it recorded', async () => {
    await follow()
    const intent = await act('isolate')
    defender.change(defender.actions[0]!.id, { status: 'Succeeded' })
    defender.add({ type: 'Unisolate', requestor: 'anna@fabrikam.example', source: 'Portal' })
    await follow()
    const told = (await store.audit(9)).filter(({ event }) => event.startsWith('machine-action.'))
    assert.deepEqual(told.map(({ event, intentId, detail }) => [event, intentId, detail['requestor']]).sort(), [
      ['machine-action.Pending', null, 'anna@fabrikam.example'],
      ['machine-action.Succeeded', intent?.id, 'robin@fabrikam.example'],
    ])
  })

  it('knows isolations that are older than this service', async () => {
    now = plusMs(NOW, -90 * 24 * 60 * MINUTE)
    defender.add({ status: 'Succeeded' })
    now = NOW
    assert.equal((await containment())?.is, 'unknown')
    await follow()
    assert.equal((await containment())?.is, 'isolated')
  })

  it('never opens again what was final, whatever a late list says', async () => {
    await act('isolate')
    const pending = defender.actions
    defender.change(pending[0]!.id, { status: 'Succeeded' })
    await follow()
    defender.actions = pending
    await follow()
    assert.equal((await containment())?.is, 'isolated')
  })

  it('has every card of the machine follow, in every conversation, open or closed', async () => {
    const other = sampleCase({ id: 'd'.repeat(24) as never, conversationId: '19:other' as never, closedAt: NOW })
    await store.saveConversation(sampleConversation({ id: other.conversationId }))
    await store.saveCases([other])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: other.conversationId, caseId: other.id }])
    await act('isolate')
    const queued = (await store.claim(now, [], 10)).map(({ key }) => key)
    assert.deepEqual(queued.sort(), [`card:${sampleCase().id}`, `card:${other.id}`])
  })

  it('looks often at what is young, rarely at what waits for days', async () => {
    assert.equal(await follow(), MINUTE)
    await act('isolate')
    const waits: number[] = []
    for (const age of [1, 5, 60]) {
      now = plusMs(NOW, age * MINUTE)
      waits.push(await follow())
    }
    assert.deepEqual(waits, [2500, 30_000, 5 * MINUTE])
  })

  it('keeps a case open while its machine is cut off', async () => {
    await act('isolate')
    defender.change(defender.actions[0]!.id, { status: 'Succeeded' })
    await store.saveAlerts([sampleAlert({ status: 'Resolved' })], 1)
    await follow()
    assert.equal((await store.cases([sampleCase().id]))[0]?.closedAt, null)
    now = plusMs(NOW, MINUTE)
    await act('unisolate')
    defender.change(defender.actions[1]!.id, { status: 'Succeeded' })
    await follow()
    assert.notEqual((await store.cases([sampleCase().id]))[0]?.closedAt, null)
  })
})
