import assert from 'node:assert/strict'
import type { CaseId, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleRule } from '../test/samples.ts'
import { forgetGranted, noteGranted } from './note-granted.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const WHOLE = ['Machine.Isolate', 'Machine.Read', 'Alert.ReadWrite', 'User.Read.All']
const READS = WHOLE.slice(1)

describe('what is granted, on record', () => {
  let store: Store
  const ports = () => ({ store, mode: 'delegated' as const, consentUrl: () => 'https://soc.example.com/grant', now: () => NOW })
  const note = (permissions: readonly string[], at: Instant = NOW) => noteGranted(ports(), permissions, at)

  beforeEach(async () => {
    store = await freshStore()
    await store.saveConversation(sampleConversation())
    await store.setCursor('operator', sampleConversation().id)
    await store.addRule(sampleRule())
    await store.saveAlerts([sampleAlert()], 1)
    for (const over of [{}, { id: 'd'.repeat(24) as CaseId, machineId: null }, { id: 'e'.repeat(24) as CaseId, closedAt: NOW }]) {
      const one = sampleCase(over)
      await store.saveCases([one])
      await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: `${one.id}` as ConversationId, caseId: one.id }])
    }
  })
  afterEach(() => store[Symbol.asyncDispose]())

  /** What is due since the last look: cards by their key, notices by their title. */
  const due = async () => {
    const told: string[] = []
    for (let at = NOW; ; at = plusMs(at, 1)) {
      const [delivery] = await store.claim(at, [], 1)
      if (!delivery) return told
      await store.sent(delivery, null, at)
      told.push(delivery.content.what === 'notice' ? delivery.content.notice.title : delivery.key)
    }
  }
  /** Of the open cases, one of them without a machine. */
  const cards = [`card:${sampleCase().id}`, `card:${'d'.repeat(24)}`]

  it('is kept with when it was told, and is nothing to tell while all is there', async () => {
    assert.equal(await note(WHOLE), null)
    assert.deepEqual(await store.granted(), { mode: 'delegated', permissions: WHOLE.toSorted(), since: NOW })
    assert.deepEqual(await due(), [])
  })

  it('has the cards of open cases follow, and tells the operator, once each way', async () => {
    assert.deepEqual(await note(READS), ['Machine.Isolate'])
    assert.deepEqual((await due()).sort(), ['Read-only: Machine.Isolate is not granted', ...cards])
    await note(READS, plusMs(NOW, 60_000))
    assert.deepEqual(await due(), [])
    await note(WHOLE, plusMs(NOW, 90_000))
    assert.deepEqual((await due()).sort(), ['All permissions are granted', ...cards])
  })

  it('tells of another permission that is missing, which changes no card', async () => {
    await note(WHOLE.filter((name) => name !== 'User.Read.All'))
    assert.deepEqual(await due(), ['A permission at Defender is missing'])
  })

  it('has the cards follow when nobody can triage any more, too', async () => {
    await note([...WHOLE.filter((name) => name !== 'Alert.ReadWrite'), 'Alert.Read'])
    assert.deepEqual((await due()).sort(), ['A permission at Defender is missing', ...cards])
  })

  it('lets the token that was issued last decide, whichever is noted last', async () => {
    await note(WHOLE)
    await note(READS, plusMs(NOW, -1000))
    assert.deepEqual((await store.granted())?.permissions, WHOLE.toSorted())
  })

  it('leads the operator to where it is granted', async () => {
    await note(READS)
    const notices = (await store.claim(NOW, [], 5)).flatMap(({ content }) => (content.what === 'notice' ? content.notice : []))
    assert.deepEqual(
      notices.map(({ link }) => link?.url),
      ['https://soc.example.com/grant'],
    )
  })

  it('is forgotten once it may have changed: buttons are offered again, and the next token tells', async () => {
    await note(READS)
    await due()
    await forgetGranted(ports())
    assert.equal(await store.granted(), null)
    assert.deepEqual((await due()).sort(), ['Permissions may have been granted', ...cards])
    await note(READS, plusMs(NOW, 1000))
    assert.deepEqual((await due()).sort(), ['Read-only: Machine.Isolate is not granted', ...cards])
  })

  it('is forgotten without a word to the operator where nothing was missing', async () => {
    await note(WHOLE)
    await forgetGranted(ports())
    assert.deepEqual(await due(), [])
  })

  it('says nothing of the other mode', async () => {
    await note(READS)
    await due()
    await noteGranted(
      { ...ports(), mode: 'application' },
      ['Machine.Isolate', 'Machine.Read.All', 'Alert.ReadWrite.All', 'User.Read.All'],
      NOW,
    )
    assert.deepEqual((await due()).filter((key) => cards.includes(key)).sort(), cards)
    assert.equal((await store.granted())?.mode, 'application')
  })
})
