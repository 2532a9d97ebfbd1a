import assert from 'node:assert/strict'
import type { Alert } from '../domain/alert.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, ConversationId, IncidentId, RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { AlertSource } from '../ports.ts'
import type { Store } from '../records.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleConversation, sampleRule } from '../test/samples.ts'
import { pollAlerts } from './poll-alerts.ts'
import { addRule } from './set-rules.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000
const ago = (ms: number): Instant => plusMs(NOW, -ms)

/** Answers as Defender does: by update time alone, in no order, at most as many as asked for. */
class FakeDefender implements AlertSource {
  alerts: Alert[] = []
  asked: { from: Instant; until: Instant | null; skip: number }[] = []

  async updatedBetween(from: Instant, until: Instant | null, most: number, skip: number): Promise<Alert[]> {
    this.asked.push({ from, until, skip })
    const found = this.alerts.filter(
      ({ updatedAt }) => updatedAt !== null && updatedAt >= from && (until === null || updatedAt < until),
    )
    return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(skip, skip + most)
  }
}

describe('polling', () => {
  let store: Store
  let defender: FakeDefender
  let now: Instant
  let ids: number

  beforeEach(async () => {
    store = await freshStore()
    defender = new FakeDefender()
    now = NOW
    ids = 0
    await store.saveConversation(sampleConversation())
    await store.addRule(sampleRule())
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const poll = () =>
    pollAlerts(
      {
        store,
        alerts: defender,
        freshenMachines: async () => undefined,
        now: () => now,
        newId: (digits) => {
          ids += 1
          return String(ids).padStart(digits, '0')
        },
      },
      AbortSignal.timeout(5000),
    )
  const alert = (id: string, over: Partial<Alert> = {}): Alert =>
    sampleAlert({ id: id as AlertId, version: `${id}-1`, updatedAt: ago(MINUTE), ...over })
  const queued = async () => (await store.claim(now, [], 100)).map(({ key }) => key)

  it('brings a new alert to record, opens its case and queues its card', async () => {
    defender.alerts = [alert('a')]

    assert.deepEqual(await poll(), { changed: 1, touched: 1 })

    const file = await store.caseFile('0'.repeat(23).concat('1') as never, 5)
    assert.deepEqual(
      file?.alerts.map(({ id }) => id),
      ['a'],
    )
    assert.deepEqual(await queued(), [`card:${file?.case.id}`])
    assert.equal(await store.cursor('watermark'), ago(MINUTE))
  })

  it('finds nothing new when it reads the same again', async () => {
    defender.alerts = [alert('a')]
    await poll()
    assert.deepEqual(await poll(), { changed: 0, touched: 0 })
  })

  it('reads ten minutes before the watermark, so that an alert shown late is found', async () => {
    defender.alerts = [alert('a')]
    await poll()
    defender.alerts.push(alert('late', { updatedAt: ago(9 * MINUTE), incidentId: 9 as IncidentId }))
    assert.equal((await poll()).changed, 1)
  })

  it('looks back 48 hours every hour, and only then', async () => {
    await poll()
    now = plusMs(NOW, 30 * MINUTE)
    await poll()
    now = plusMs(NOW, 61 * MINUTE)
    await poll()
    const spans = defender.asked.map(({ from }) => from)
    assert.deepEqual(spans, [ago(48 * 60 * MINUTE), ago(10 * MINUTE), plusMs(NOW, 61 * MINUTE - 48 * 60 * MINUTE)])
  })

  it('sends a changed alert’s card again, and says nothing of an alert that no rule admits', async () => {
    await store.removeRule(sampleRule().id)
    await store.addRule(sampleRule({ leastSeverity: 'High' }))
    defender.alerts = [alert('a'), alert('low', { severity: 'Low' })]
    assert.equal((await poll()).touched, 1)
    defender.alerts = [alert('a', { version: 'a-2', status: 'Resolved', updatedAt: NOW }), alert('low', { severity: 'Low' })]
    assert.deepEqual(await poll(), { changed: 1, touched: 1 })
  })

  it('admits an alert once its severity has risen', async () => {
    await store.removeRule(sampleRule().id)
    await store.addRule(sampleRule({ leastSeverity: 'High' }))
    defender.alerts = [alert('a', { severity: 'Low' })]
    await poll()
    defender.alerts = [alert('a', { severity: 'High', version: 'a-2', updatedAt: NOW })]
    assert.equal((await poll()).touched, 1)
  })

  it('goes back once for a rule that looks back, and finds what was known and what was not', async () => {
    const old = ago(300 * 60 * MINUTE)
    defender.alerts = [alert('recent'), alert('old', { updatedAt: old, createdAt: old, incidentId: 7 as IncidentId })]
    await poll()
    const other = sampleConversation({ id: '19:other' as ConversationId, name: 'Other' })
    await store.saveConversation(other)
    await addRule(store, sampleRule({ id: 'r2' as RuleId, conversationId: other.id, since: ago(400 * 60 * MINUTE) }))

    assert.equal((await poll()).touched, 3) // both in the other channel, and the old one in the first
    assert.equal(await store.cursor('catch-up'), null)
    defender.asked = []
    await poll()
    assert.deepEqual(
      defender.asked.map(({ from }) => from),
      [ago(11 * MINUTE)],
    )
  })

  it('keeps alerts of a channel that is gone, for when it is back', async () => {
    await store.saveConversation(sampleConversation({ state: 'gone' }))
    defender.alerts = [alert('a')]
    await poll()
    assert.deepEqual(await queued(), [])
    assert.equal((await store.counts()).waiting, 1)
    await store.saveConversation(sampleConversation({ state: 'live' }))
    assert.equal((await queued()).length, 1)
  })

  it('keeps the watermark when Defender cannot be read', async () => {
    defender.alerts = [alert('a')]
    await poll()
    const broken: AlertSource = {
      updatedBetween: async () => Promise.reject(new BotError('throttled', 'Defender /api/alerts: 429')),
    }
    const ports = { store, alerts: broken, freshenMachines: async () => undefined, now: () => now, newId: () => 'x' }
    await assert.rejects(pollAlerts(ports, AbortSignal.timeout(5000)), { code: 'throttled' })
    assert.equal(await store.cursor('watermark'), ago(MINUTE))
  })

  it('halves a span that does not fit one answer, and misses none of it', async () => {
    defender.alerts = Array.from({ length: 3500 }, (_, i) =>
      alert(`n${i}`, { updatedAt: ago(i * 1000), incidentId: (i % 7) as IncidentId }),
    )
    assert.equal((await poll()).changed, 3500)
    assert.ok(defender.asked.every(({ skip }) => skip === 0))
  })

  it('pages through what changed at one and the same moment', async () => {
    defender.alerts = Array.from({ length: 2500 }, (_, i) =>
      alert(`n${i}`, { updatedAt: ago(MINUTE), incidentId: 1 as IncidentId }),
    )
    assert.equal((await poll()).changed, 2500)
  })

  it('posts an alert that could not be read', async () => {
    defender.alerts = [alert('odd', { readable: false, incidentId: null, machine: null })]
    assert.equal((await poll()).touched, 1)
    assert.equal((await queued()).length, 1)
  })
})
