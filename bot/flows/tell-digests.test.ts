import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, sampleReview } from '../test/samples.ts'
import { tellDigests } from './tell-digests.ts'

const at = (text: string): Instant => `${text}:00.0000000Z` as Instant
const CHANNEL = sampleConversation()
const OPERATOR = sampleConversation({ id: '19:operator@thread.tacv2' as ConversationId })

describe('telling digests', () => {
  let store: Store
  let now: Instant
  beforeEach(async () => {
    store = await freshStore()
    now = at('2026-11-02T12:00')
    await store.saveConversation(CHANNEL)
    await store.saveConversation(OPERATOR)
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const tell = (digestAt: string | null = '08:00') =>
    tellDigests({ store, now: () => now, digestAt, zone: 'Europe/Paris', times: createTimes('Europe/Paris'), link: null })
  const sent = async () =>
    (await store.claim(now, [], 9)).flatMap(({ content, conversationId }) =>
      content.what === 'notice' ? [[conversationId, ...content.notice.lines]] : [],
    )

  it('begins the morning after there is an operator conversation, and comes once a day', async () => {
    assert.equal(await tell(), 0)
    await store.setCursor('operator', OPERATOR.id)
    assert.equal(await tell(), 0)
    now = at('2026-11-03T06:59')
    assert.equal(await tell(), 0)
    now = at('2026-11-03T07:00')
    assert.deepEqual([await tell(), await tell()], [1, 0])
    assert.deepEqual(await sent(), [
      [
        OPERATOR.id,
        'Everything, since 2 Nov 12:00 UTC (13:00 Paris)',
        'New alerts: none',
        'Open cases: 0',
        'Isolated now: 0',
        'Could not be delivered: 0',
      ],
    ])
  })

  it('tells a channel of its own cases alone, and not of what could not be delivered', async () => {
    await store.saveAlerts([sampleAlert({ createdAt: now })], 1)
    await store.saveCases([sampleCase()])
    await store.joinAlerts([{ alertId: sampleAlert().id, conversationId: CHANNEL.id, caseId: sampleCase().id }])
    await store.saveMachines([sampleMachine()])
    await store.saveReview(sampleReview())
    const plan = { wanted: true, toldAt: now }
    await store.saveDigestPlan({ conversationId: CHANNEL.id, ...plan })
    await store.saveDigestPlan({ conversationId: OPERATOR.id, ...plan })
    now = at('2026-11-03T10:00')
    assert.equal(await tell(), 2)
    const lines = new Map((await sent()).map(([id, ...rest]) => [id, rest]))
    assert.deepEqual(lines.get(CHANNEL.id), [
      'What stands here, since 2 Nov 12:00 UTC (13:00 Paris)',
      'New alerts: 1 high',
      'Open cases: 1',
      'Isolated now: 1, 1 overdue for review',
      '• srv-db-02.fabrikam.example · Robin · for 24 h · review overdue',
    ])
    assert.deepEqual(lines.get(OPERATOR.id)?.slice(1), ['New alerts: none', 'Open cases: 0', 'Isolated now: 0'])
  })

  it('comes to nobody who turned it off, nor when there is no time for it', async () => {
    await store.saveDigestPlan({ conversationId: OPERATOR.id, wanted: false, toldAt: now })
    await store.setCursor('operator', OPERATOR.id)
    now = at('2026-11-04T10:00')
    assert.equal(await tell(), 0)
    await store.saveDigestPlan({ conversationId: CHANNEL.id, wanted: true, toldAt: at('2026-11-02T12:00') })
    assert.equal(await tell(null), 0)
    assert.equal(await tell(), 1)
  })
})
