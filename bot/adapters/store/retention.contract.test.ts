import assert from 'node:assert/strict'
import type { ActivityId, AlertId, CaseId, IncidentId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { cardDelivery, fresh } from '../../domain/plan.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleCase, sampleConversation } from '../../test/samples.ts'

const day = (number: number): Instant => `2026-05-${String(number).padStart(2, '0')}T10:00:00.0000000Z` as Instant
const idOf = (letter: string): CaseId => letter.repeat(24) as CaseId
const LINE = { person: null, machineId: null, caseId: null, intentId: null, actionId: null, detail: {} }

onEveryStore('Forgetting', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
    await store.saveConversation(sampleConversation())
  })

  /** A case with one alert, closed on that day or still open, its card delivered. */
  async function addCase(letter: string, closedOn: number | null): Promise<void> {
    const one = sampleCase({
      id: idOf(letter),
      incidentId: letter.codePointAt(0) as IncidentId,
      closedAt: closedOn === null ? null : day(closedOn),
    })
    const alert = sampleAlert({ id: letter as AlertId, updatedAt: day(closedOn ?? 1) })
    await store.saveAlerts([alert], 1)
    await store.saveCases([one])
    await store.joinAlerts([{ alertId: alert.id, conversationId: one.conversationId, caseId: one.id }])
    await store.enqueue([cardDelivery(one)], day(1))
    const [claimed] = await store.claim(day(1), [], 1)
    assert.ok(claimed)
    await store.sent(claimed, 'print', day(1))
    await store.cardPosted(one.id, letter as ActivityId, day(1))
  }
  const known = async (letter: string) => [
    (await store.cases([idOf(letter)])).length,
    (await store.alert(letter as AlertId)) !== null,
    await store.thread(sampleConversation().id, letter.codePointAt(0) as IncidentId),
  ]

  it('takes closed cases and what hangs on them, and leaves what is open or younger', async () => {
    await addCase('a', 2)
    await addCase('b', null)
    await addCase('c', 9)
    assert.deepEqual(await store.forget(day(5), 100), { cases: 1, deliveries: 0, alerts: 1 })
    assert.deepEqual(await known('a'), [0, false, null])
    assert.deepEqual(await known('b'), [1, true, 'b'])
    assert.deepEqual(await known('c'), [1, true, 'c'])
    assert.deepEqual(await store.forget(day(5), 100), { cases: 0, deliveries: 0, alerts: 0 })
  })

  it('takes words that were delivered, not those that are due or given up', async () => {
    const words = (key: string) => fresh(key, sampleConversation().id, { what: 'text', text: key, threadId: null }, 1, 0)
    await store.enqueue([words('text:sent'), words('text:dead')], day(1))
    for (let claimed = await store.claim(day(1), [], 1); claimed[0]; claimed = await store.claim(day(1), [], 1)) {
      await (claimed[0].key === 'text:dead' ? store.dead(claimed[0], 'no', day(1)) : store.sent(claimed[0], null, day(1)))
    }
    await store.enqueue([words('text:due')], day(1))
    assert.deepEqual(await store.forget(day(5), 100), { cases: 0, deliveries: 1, alerts: 0 })
    assert.deepEqual(await store.counts(), { due: 1, sending: 0, dead: 1, waiting: 0, unclearPosts: 0 })
  })

  it('keeps a closed case whose card could not be delivered yet, unless the bot was removed from there', async () => {
    for (const letter of ['a', 'b', 'c']) await addCase(letter, 2)
    for (const [letter, ends] of [
      ['a', 'dead'],
      ['b', 'due'],
    ] as const) {
      await store.enqueue([cardDelivery(sampleCase({ id: idOf(letter), revision: 9 }))], day(3))
      if (ends === 'due') continue
      const [claimed] = await store.claim(day(3), [], 1)
      await store.dead(claimed!, 'no', day(3))
    }
    const left = async () => (await store.forget(day(5), 100)).cases

    assert.equal(await left(), 1)
    assert.deepEqual([(await store.counts()).dead, (await store.counts()).due], [1, 1])
    assert.deepEqual(await known('a'), [1, true, 'a'])
    await store.saveConversation(sampleConversation({ state: 'parked' }))
    assert.equal(await left(), 0)
    await store.saveConversation(sampleConversation({ state: 'gone' }))
    assert.equal(await left(), 2)
    assert.deepEqual(await store.stuck(9), [])
  })

  it('takes no more at once than it is told', async () => {
    for (const letter of ['a', 'b', 'c']) await addCase(letter, 2)
    assert.deepEqual((await store.forget(day(5), 2)).cases, 2)
    assert.deepEqual((await store.forget(day(5), 2)).cases, 1)
  })

  it('never takes a line of the audit', async () => {
    await store.appendAudit({ at: day(1), event: 'rule.added', ...LINE })
    await store.forget(day(30), 100)
    assert.equal((await store.audit(9)).length, 1)
  })
})
