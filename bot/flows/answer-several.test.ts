import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { Batch } from '../domain/batch.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { ActionId, AlertId, CaseId, ConversationId, MachineId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { Store } from '../records.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import {
  sampleAction,
  sampleAlert,
  sampleCase,
  sampleConversation,
  sampleIntent,
  sampleMachine,
  samplePolicy,
  sampleRule,
} from '../test/samples.ts'
import { answerBatch } from './answer-batch.ts'
import { answerSeveral, severalOffered } from './answer-several.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const CHAT = sampleConversation({ id: 'a:robin' as ConversationId, kind: 'personal', personId: ROBIN.id, team: null })
const idOf = (digit: string) => digit.repeat(40) as MachineId
const FIRST = sampleCase({ id: '1'.repeat(24) as CaseId, machineId: idOf('1') })

describe('several machines from a card', () => {
  let store: Store
  let roles: string[]
  let session: boolean
  let permissions: string[]
  let ran: string[]
  let ids: number
  let policy: Policy

  beforeEach(async () => {
    store = await freshStore(IN_MEMORY)
    roles = []
    session = true
    permissions = ['Machine.Isolate']
    ran = []
    ids = 0
    policy = samplePolicy()
    for (const one of [sampleConversation(), CHAT]) await store.saveConversation(one)
    await store.addRule(sampleRule())
    for (const digit of ['1', '2', '9']) {
      const elsewhere = digit === '9' ? { conversationId: CHAT.id } : {}
      const one = sampleCase({ id: digit.repeat(24) as CaseId, machineId: idOf(digit), ...elsewhere })
      const alert = sampleAlert({ id: `a${digit}` as AlertId, machine: { id: idOf(digit), name: `host-${digit}` } })
      await store.saveMachines([sampleMachine({ id: idOf(digit), name: `host-${digit}` })])
      await store.saveAlerts([alert], 1)
      await store.saveCases([one])
      await store.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])
    }
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => {
    const rights = async () => ({ mode: 'delegated' as const, token: 't' as never, upn: null, permissions, roles })
    const fromSession = async () => {
      if (!session) throw new BotError('sign-in-needed', 'no session')
      return rights()
    }
    const say =
      (what: string) =>
      (...all: unknown[]) => ({ what, all })
    return {
      store,
      policy,
      times: createTimes(null),
      tokens: { fromSession, fromSso: rights, signOut: async () => undefined },
      signIn: { begin: async () => 'https://sign-in.example', redeem: async () => true },
      mode: 'delegated' as const,
      now: () => NOW,
      newId: (digits: number) => {
        ids += 1
        return ids.toString(16).padStart(digits, '0')
      },
      run: (id: string, run: number) => void ran.push(`${id.at(-1)} ${run}`),
      render: { caseCard: say('case'), pickCard: say('pick'), severalCard: say('confirm'), batchCard: say('batch') },
    }
  }
  const clickOf = (verb: string, data: object, person = ROBIN, conversationId = FIRST.conversationId): Click =>
    ({ kind: 'channel', verb, data, person, conversationId, automatic: false, ssoToken: null, signInCode: null }) as Click
  const several = (verb: string, machines = '', conversationId = FIRST.conversationId, more = {}): Promise<ClickReply> =>
    answerSeveral(
      ports(),
      clickOf(verb, { caseId: FIRST.id, machines, ...more }, ROBIN, conversationId),
      AbortSignal.timeout(5000),
    )
  const isolated = (...digits: string[]) =>
    store.saveActions(digits.map((one) => sampleAction({ id: one as ActionId, machineId: idOf(one), status: 'Succeeded' })))
  const steer = (verb: string, batch: Batch, person = ROBIN, conversationId = CHAT.id, over = {}): Promise<ClickReply> => {
    const click = { ...clickOf(verb, { batchId: batch.id }, person, conversationId), ...over }
    return answerBatch(ports(), click, AbortSignal.timeout(5000))
  }
  const shown = (reply: ClickReply) => {
    assert.equal(reply.is, 'card', JSON.stringify(reply))
    return (reply as unknown as { card: { what: string; all: { machine: { name: string } }[][] } }).card
  }
  const words = (reply: ClickReply) => (reply.is === 'words' ? reply.text : JSON.stringify(reply))
  const both = `${idOf('1')}.0,${idOf('2')}.0`
  const begin = async () => {
    shown(await several('begin-several', both))
    return (await store.newestBatch(ROBIN.id))!
  }

  it('are those of the incident whose cases stand in this conversation', async () => {
    const { what, all } = shown(await several('several'))
    assert.equal(what, 'pick')
    assert.deepEqual(all[1]?.map(({ machine }) => machine.name).sort(), ['host-1', 'host-2'])
  })

  for (const [what, machines] of [
    ['that has no case of the incident here', `${idOf('9')}.0`],
    ['that moved on', `${idOf('1')}.7`],
  ] as const)
    it(`do not take in a machine ${what}`, async () => {
      for (const verb of ['confirm-several', 'begin-several']) assert.match(words(await several(verb, machines)), /None of these/)
      assert.equal(await store.newestBatch(ROBIN.id), null)
    })

  it('are none for a card of another conversation', async () => {
    assert.match(words(await several('begin-several', both, CHAT.id)), /from another place/)
    assert.equal(await store.newestBatch(ROBIN.id), null)
  })

  it('are not begun without the right to isolate', async () => {
    permissions = []
    assert.equal((await several('begin-several', both)).is, 'words')
    assert.equal(await store.newestBatch(ROBIN.id), null)
  })

  it('begin on the last tap alone, and are told of in the asker’s own chat', async () => {
    assert.equal(shown(await several('confirm-several', both)).what, 'confirm')
    assert.deepEqual(ran, [])
    const batch = await begin()
    assert.deepEqual([batch.told?.conversationId, batch.items.length, ran.length], [CHAT.id, 2, 1])
    assert.match(words(await several('begin-several', both)), /not done yet/)
  })

  it('are offered for release where several of them are isolated', async () => {
    const offered = async () => severalOffered(store, (await store.caseFile(FIRST.id, 1))!)
    await isolated('1', '9')
    assert.deepEqual(await offered(), ['isolate'])
    await isolated('2')
    assert.deepEqual(await offered(), ['isolate', 'unisolate'])
  })

  it('are released in the same way, and of these only what is isolated', async () => {
    await isolated('1')
    const act = { act: 'unisolate' }
    const { all } = shown(await several('several', '', FIRST.conversationId, act))
    assert.equal((all[1] as unknown as { why: string | null }[]).filter(({ why }) => why === null).length, 1)
    shown(await several('begin-several', both, FIRST.conversationId, act))
    const { verb, isolationType, reason, items } = (await store.newestBatch(ROBIN.id))!
    assert.deepEqual([verb, isolationType, items.map(({ machineId }) => machineId)], ['unisolate', null, [idOf('1')]])
    assert.match(reason, /^Released from Teams/)
    assert.match(
      words(await several('confirm-several', `${idOf('2')}.0`, FIRST.conversationId, act)),
      /None of these can be released/,
    )
  })

  it('tell before the last tap from which on one person’s machines of the hour are used up', async () => {
    const limited = (byOnePerson: number | null, inTheTenant: number | null = null) => {
      policy = samplePolicy({ secondPerson: { ...policy.secondPerson, machinesAnHour: { byOnePerson, inTheTenant } } })
    }
    const brake = async () => shown(await several('confirm-several', both)).all[2] as unknown as string | null
    limited(2, 2)
    assert.equal(await brake(), null)
    limited(1)
    assert.equal(
      await brake(),
      'From the 2nd on a second person has to approve: by then the same person acted on 1 other machine within the hour. 1 is left until then.',
    )
    limited(null, 1)
    assert.match((await brake()) ?? '', /^From the 2nd on .* by then everybody together acted on 1 other machine/)
    await store.addIntent(sampleIntent({ machineId: idOf('9'), state: 'accepted', askedAt: NOW, person: ROBIN }))
    limited(1)
    assert.equal(
      await brake(),
      'A second person has to approve each of these: the same person acted on 1 other machine within the hour.',
    )
    assert.match(JSON.stringify(shown(await several('confirm-several', both)).all[1]?.[1]), /within the hour/)
  })

  it('count towards the hour only where nobody else has to approve', async () => {
    const { secondPerson } = policy
    await store.saveMachines([sampleMachine({ id: idOf('1'), name: 'host-1', deviceValue: 'High' })])
    await store.saveMachines([sampleMachine({ id: idOf('2'), name: 'host-2', deviceValue: 'Normal' })])
    const where = { ...secondPerson.where, deviceValues: ['High'] } as const
    policy = samplePolicy({ secondPerson: { ...secondPerson, where, machinesAnHour: { byOnePerson: 1, inTheTenant: null } } })
    const { all } = shown(await several('confirm-several', both))
    assert.equal(all[2], null)
  })

  it('are not begun without a session', async () => {
    session = false
    assert.equal((await several('begin-several', both)).is, 'sign-in')
    assert.equal(await store.newestBatch(ROBIN.id), null)
  })

  it('are stopped by their asker and by a lead, and by nobody else', async () => {
    const batch = await begin()
    assert.match(words(await steer('stop-batch', batch, LENA, FIRST.conversationId)), /or a lead, can stop it/)
    assert.equal((await store.batch(batch.id))?.state, 'running')
    roles = ['Lead']
    await steer('stop-batch', batch, LENA, FIRST.conversationId)
    const { state, stoppedBy } = (await store.batch(batch.id))!
    assert.deepEqual([state, stoppedBy], ['stopping', LENA])
  })

  it('go on only for whoever asked', async () => {
    const batch = await begin()
    await store.saveBatch({ ...batch, state: 'stopped', endedAt: NOW })
    roles = ['Lead']
    assert.match(words(await steer('go-on-batch', batch, LENA)), /Only whoever asked/)
    await steer('go-on-batch', batch)
    assert.deepEqual((await store.batch(batch.id))?.state, 'running')
    assert.equal(ran.length, 2)
  })

  it('go on only for who is signed in', async () => {
    const batch = await begin()
    await store.saveBatch({ ...batch, state: 'stopped', endedAt: NOW })
    session = false
    assert.equal((await steer('go-on-batch', batch)).is, 'sign-in')
    assert.equal((await store.batch(batch.id))?.state, 'stopped')
  })

  it('ask whoever signed out to sign in before they go on, where Teams tells who it is by itself', async () => {
    const batch = await begin()
    await store.saveBatch({ ...batch, state: 'stopped', endedAt: NOW })
    session = false
    const reply = await steer('go-on-batch', batch, ROBIN, CHAT.id, { kind: 'personal', ssoToken: 'from Teams' })
    assert.deepEqual(reply, {
      is: 'sign-in',
      text: 'Sign in, so that this runs as you',
      url: 'https://sign-in.example',
      sso: false,
    })
    assert.deepEqual([(await store.batch(batch.id))?.state, ran.length], ['stopped', 1])
  })

  it('are not steered from another conversation', async () => {
    const batch = await begin()
    assert.match(words(await steer('stop-batch', batch, ROBIN, '19:other@thread.tacv2' as ConversationId)), /from another place/)
    assert.equal((await store.batch(batch.id))?.state, 'running')
  })
})
