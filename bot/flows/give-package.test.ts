import assert from 'node:assert/strict'
import { wanted } from '../domain/action-kind.ts'
import type { Click } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { ApprovalId, PersonId } from '../domain/ids.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleIntent, sampleRule } from '../test/samples.ts'
import { followActions } from './follow-actions.ts'
import { givePackage } from './give-package.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin' }
const EVE = { id: 'oid-eve' as PersonId, name: 'Eve' }
const CHAT = sampleConversation({ id: 'a:robin' as never, kind: 'personal', personId: ROBIN.id, team: null })
const LENA = { id: 'oid-lena' as PersonId, name: 'Lena' }
const HERS = sampleConversation({ id: 'a:lena' as never, kind: 'personal', personId: LENA.id, team: null })
const APPROVED = { person: LENA, approval: { id: '00000000000000bb' as ApprovalId, askedBy: ROBIN, how: 'approved' } } as const
const INTENT = sampleIntent({ ...wanted('collect'), state: 'accepted', person: ROBIN })

describe('a package', () => {
  let store: Store
  let defender: FakeDefender
  let permissions: string[]
  beforeEach(async () => {
    store = await freshStore()
    defender = new FakeDefender(() => NOW)
    permissions = ['Machine.CollectForensics']
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const follow = (minutes = 0) =>
    followActions({ store, actions: defender, now: () => plusMs(NOW, minutes * 60_000) }, AbortSignal.timeout(5000))
  const collected = async (over: Partial<Intent> = {}) => {
    await follow()
    const action = defender.add({ type: 'CollectInvestigationPackage', status: 'Succeeded' })
    await store.addIntent({ ...INTENT, actionId: action.id, ...over })
    await follow(1)
    return action
  }
  const get = (data: object, over: Partial<Click> = {}) => {
    const rights = async (): Promise<ActingPerson> => ({
      mode: 'delegated',
      token: 't' as never,
      upn: null,
      permissions,
      roles: [],
    })
    const ports = {
      store,
      defender,
      tokens: { fromSso: rights, fromSession: rights, signOut: async () => undefined },
      signIn: { begin: async () => '', redeem: async () => false },
      mode: 'delegated' as const,
      now: () => NOW,
      render: { packageLinkCard: (machine: string | null, url: string) => ({ machine, url }) },
    }
    const click: Click = {
      person: ROBIN,
      conversationId: CHAT.id,
      kind: 'personal',
      verb: 'package-link',
      data,
      automatic: false,
      signInCode: null,
      ssoToken: null,
      ...over,
    }
    return givePackage(ports, click, AbortSignal.timeout(5000))
  }
  const told = async () => (await store.claim(plusMs(NOW, 120_000), [], 9)).filter(({ content }) => content.what === 'package')
  const refusals = async () =>
    (await store.audit(9)).flatMap(({ event, detail }) => (event === 'click.refused' ? (detail['why'] ?? []) : []))

  it('is told of once to whoever asked, in their own chat, and to nobody else', async () => {
    await store.saveConversation(CHAT)
    await collected()
    await follow(2)
    assert.deepEqual(
      (await told()).map(({ conversationId, key }) => [conversationId, key]),
      [[CHAT.id, `package:${INTENT.id}`]],
    )
  })

  it('is told of to whoever asked, not to whoever approved, and given to both and nobody else', async () => {
    for (const chat of [CHAT, HERS]) await store.saveConversation(chat)
    await collected(APPROVED)
    assert.deepEqual(
      (await told()).map(({ conversationId }) => conversationId),
      [CHAT.id],
    )
    const answers = await Promise.all([ROBIN, LENA, EVE].map((person) => get({ intentId: INTENT.id }, { person })))
    assert.deepEqual(
      answers.map(({ is }) => is),
      ['card', 'card', 'words'],
    )
  })

  it('is told of to nobody where whoever asked has no chat', async () => {
    await collected()
    assert.deepEqual(await told(), [])
  })

  it('is given to whoever asked for it, and that is on record without the link', async () => {
    const action = await collected()
    const reply = await get({ intentId: INTENT.id })
    assert.deepEqual(reply, { is: 'card', card: { machine: null, url: `https://packages.example/${action.id}?token=secret` } })
    const [given] = (await store.audit(9)).filter(({ event }) => event === 'package.given')
    assert.deepEqual([given?.person?.id, given?.actionId], [ROBIN.id, action.id])
    assert.doesNotMatch(JSON.stringify(await store.audit(50)), /token=/)
  })

  it('is not given for the wish of another, whatever their rights', async () => {
    await collected()
    assert.match(JSON.stringify(await get({ intentId: INTENT.id }, { person: EVE })), /not one of mine/)
    assert.deepEqual(await refusals(), ['not their package'])
  })

  it('is given in the case’s own conversation, to whom Defender gives it', async () => {
    await collected()
    const inChannel = { conversationId: sampleConversation().id, kind: 'channel', person: EVE } as const
    assert.equal((await get({ caseId: sampleCase().id }, inChannel)).is, 'card')
    assert.match(JSON.stringify(await get({ caseId: sampleCase().id })), /not one of mine/)
  })

  it('is said not to be there where none was collected', async () => {
    const inChannel = { conversationId: sampleConversation().id, kind: 'channel' } as const
    assert.match(JSON.stringify(await get({ caseId: sampleCase().id }, inChannel)), /no package of this machine/)
  })

  it('is asked of Defender only with Machine.CollectForensics', async () => {
    await collected()
    permissions = ['Machine.Isolate']
    assert.match(JSON.stringify(await get({ intentId: INTENT.id })), /Machine\.CollectForensics is not granted/)
  })

  for (const [code, words] of [
    ['forbidden', /role Alerts investigation/],
    ['not-found', /no such package any more/],
    ['throttled', /only a few links a minute/],
    ['unreachable', /Try again/],
  ] as const) {
    it(`is refused in words when Defender’s answer is ${code}, and that is on record`, async () => {
      await collected()
      defender.failReads = new BotError(code, 'no')
      assert.match(JSON.stringify(await get({ intentId: INTENT.id })), words)
      assert.deepEqual(await refusals(), [`no link: ${code}`])
    })
  }

  it('is nobody’s for data that we did not write', async () => {
    for (const data of [{}, { intentId: 'x' }, { caseId: 7 }]) assert.match(JSON.stringify(await get(data)), /not one of mine/)
  })
})
