import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { Batch } from '../domain/batch.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, CaseId, ConversationId, MachineId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, samplePolicy, sampleRule } from '../test/samples.ts'
import { answerBatch } from './answer-batch.ts'
import { answerSeveral } from './answer-several.ts'

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

  beforeEach(async () => {
    store = await freshStore(IN_MEMORY)
    roles = []
    session = true
    permissions = ['Machine.Isolate']
    ran = []
    ids = 0
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
    const rights = async () => {
      if (!session) throw new BotError('sign-in-needed', 'no session')
      return { mode: 'delegated' as const, token: 't' as never, upn: null, permissions, roles }
    }
    const say =
      (what: string) =>
      (...all: unknown[]) => ({ what, all })
    return {
      store,
      policy: samplePolicy(),
      times: createTimes(null),
      tokens: { fromSession: rights, fromSso: rights, signOut: async () => undefined },
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
  const several = (verb: string, machines = '', conversationId = FIRST.conversationId): Promise<ClickReply> =>
    answerSeveral(ports(), clickOf(verb, { caseId: FIRST.id, machines }, ROBIN, conversationId), AbortSignal.timeout(5000))
  const steer = (verb: string, batch: Batch, person = ROBIN, conversationId = CHAT.id): Promise<ClickReply> =>
    answerBatch(ports(), clickOf(verb, { batchId: batch.id }, person, conversationId), AbortSignal.timeout(5000))
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

  it('are not steered from another conversation', async () => {
    const batch = await begin()
    assert.match(words(await steer('stop-batch', batch, ROBIN, '19:other@thread.tacv2' as ConversationId)), /from another place/)
    assert.equal((await store.batch(batch.id))?.state, 'running')
  })
})
