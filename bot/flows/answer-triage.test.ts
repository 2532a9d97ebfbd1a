import assert from 'node:assert/strict'
import type { TriageFacts } from '../cards/triage-card.ts'
import type { Click, ClickReply } from '../domain/click.ts'
import { BotError } from '../domain/error.ts'
import type { ConversationId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import { printOf } from '../domain/triage.ts'
import type { ActingPerson } from '../ports.ts'
import type { Store } from '../records.ts'
import { FakeAlerts } from '../test/fake-alerts.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from '../test/samples.ts'
import { answerTriage } from './answer-triage.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const CHAT = 'a:robin' as ConversationId
const PRINT = printOf([sampleAlert()])

describe('a button of triage', () => {
  let store: Store
  let alerts: FakeAlerts
  let person: Partial<ActingPerson>
  /** Resolves once the person has waited long enough. */
  let patience: () => Promise<void>
  let background: Promise<unknown>[]
  let shown: TriageFacts[]

  beforeEach(async () => {
    store = await freshStore()
    alerts = new FakeAlerts(() => NOW)
    alerts.alerts = [sampleAlert()]
    person = {}
    patience = () => new Promise(() => undefined)
    background = []
    shown = []
    await store.saveConversation(sampleConversation())
    await store.saveConversation(sampleConversation({ id: CHAT, kind: 'personal', personId: 'oid-robin' as PersonId }))
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 0)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: sampleConversation().id, caseId: sampleCase().id }])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const press = (verb: string, data: object = {}, over: Partial<Click> = {}): Promise<ClickReply> => {
    const robin = async (): Promise<ActingPerson> => ({
      mode: 'delegated',
      token: 'token' as never,
      upn: 'robin@fabrikam.example',
      permissions: ['Alert.ReadWrite'],
      roles: [],
      ...person,
    })
    let ids = 0
    const ports = {
      store,
      alerts,
      tokens: { fromSession: robin, fromSso: robin, signOut: async () => undefined },
      signIn: { begin: async () => 'https://soc.example.com/auth/start', redeem: async () => true },
      mode: 'delegated' as const,
      render: {
        caseCard: () => ({ card: 'case' }),
        triageCard: (_: unknown, facts: TriageFacts) => {
          shown.push(facts)
          return { card: 'triage' }
        },
      },
      now: () => NOW,
      newId: (digits: number) => {
        ids += 1
        return ids.toString(16).padStart(digits, '0')
      },
      pause: () => patience(),
      background: (work: Promise<unknown>) => background.push(work),
    }
    const click: Click = {
      person: { id: 'oid-robin' as PersonId, name: 'Robin' },
      conversationId: sampleConversation().id,
      kind: 'channel',
      verb,
      data: { caseId: sampleCase().id, nonce: 0, these: PRINT, ...data },
      automatic: false,
      signInCode: null,
      ssoToken: null,
      ...over,
    }
    return answerTriage(ports, click, AbortSignal.timeout(5000))
  }
  const words = (reply: ClickReply): string => (reply.is === 'words' ? reply.text : assert.fail(JSON.stringify(reply)))
  const toldInChat = async () =>
    (await store.claim(NOW, [], 9)).flatMap(({ conversationId, content }) =>
      conversationId === CHAT && content.what === 'text' ? content.text : [],
    )

  it('opens with what Defender shows the person, and keeps changes of no weight off the card meanwhile', async () => {
    alerts.set(sampleAlert().id, { assignedTo: 'anna@fabrikam.example' })
    assert.deepEqual(await press('triage'), { is: 'card', card: { card: 'triage' } })
    assert.deepEqual([shown[0]?.these[0]?.assignedTo, shown[0]?.incident], ['anna@fabrikam.example', null])
    assert.ok((await store.cases([sampleCase().id]))[0]?.confirmUntil)
    assert.deepEqual(alerts.requests, [])
  })

  it('opens from the record where Defender does not answer in time, or at all', async () => {
    alerts.failReads = new BotError('unclear', 'reset')
    await press('triage')
    alerts.failReads = null
    alerts.alertsOfIncident = () => new Promise(() => undefined)
    patience = async () => undefined
    await press('triage')
    assert.deepEqual(
      shown.map(({ these, incident }) => [printOf(these), incident]),
      [
        [PRINT, null],
        [PRINT, null],
      ],
    )
  })

  it('tells who is shown nothing, and who lacks the permission, with the refusal on record', async () => {
    alerts.alerts = []
    assert.match(words(await press('triage')), /Alerts investigation/)
    person = { permissions: [] }
    assert.match(words(await press('triage')), /Alert\.ReadWrite is not granted/)
    assert.deepEqual(
      (await store.audit(9)).map(({ detail }) => detail['why']),
      ['scope-missing', 'defender-refused'],
    )
  })

  it('does what was pressed, and answers with the card from the record', async () => {
    assert.deepEqual(await press('triage-take'), { is: 'card', card: { card: 'case' } })
    assert.equal((await store.alert(sampleAlert().id))?.status, 'InProgress')
    assert.deepEqual(await toldInChat(), [])
  })

  it('shows what stands instead where that has changed', async () => {
    await press('triage-take', { these: 'a'.repeat(16) })
    assert.match(shown[0]?.news ?? '', /Changed since you looked/)
    assert.deepEqual(alerts.requests, [])
  })

  it('goes on when Defender takes longer than a person waits, and tells them later if it came to nothing', async () => {
    patience = async () => undefined
    alerts.during = () => new Promise((resolve) => setImmediate(resolve))
    alerts.failBefore = new BotError('throttled', '429')
    assert.match(words(await press('triage-take')), /has not answered yet/)
    await Promise.all(background)
    assert.deepEqual(await toldInChat(), ['Triage: Defender is limiting requests. Nothing was done; try again in a minute.'])

    assert.match(words(await press('triage-take')), /has not answered yet/)
    await Promise.all(background)
    assert.equal((await store.alert(sampleAlert().id))?.status, 'InProgress')
    assert.deepEqual(await toldInChat(), [])
  })

  it('is nothing in another conversation, nor for a client that refreshes by itself', async () => {
    assert.match(words(await press('triage-take', {}, { conversationId: CHAT })), /not one of mine/)
    assert.deepEqual(await press('triage-take', {}, { automatic: true }), { is: 'card', card: { card: 'case' } })
    assert.deepEqual(alerts.requests, [])
  })

  it('asks to sign in where Defender wants more proof', async () => {
    alerts.failBefore = new BotError('sign-in-needed', 'more', { claims: '{}' })
    assert.equal((await press('triage-take')).is, 'sign-in')
  })
})
