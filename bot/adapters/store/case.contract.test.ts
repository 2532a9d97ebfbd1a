import assert from 'node:assert/strict'
import type { Alert } from '../../domain/alert.ts'
import type { ActivityId, AlertId, CaseId, IncidentId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleCase, sampleConversation, sampleMachine, sampleRule } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const id = <T extends string>(text: string): T => text as T
const alertId = (n: number): AlertId => id(`alert-${String(n).padStart(6, '0')}`)
const one = sampleCase()

/** A conversation with a case and these alerts in it. */
async function withCase(store: Store, alerts: readonly Alert[]): Promise<void> {
  await store.saveConversation(sampleConversation())
  await store.saveAlerts(alerts, 1)
  await store.saveCases([one])
  await store.joinAlerts(alerts.map((alert) => ({ alertId: alert.id, conversationId: one.conversationId, caseId: one.id })))
}

onEveryStore('Cases', (given) => {
  it('are open until they are closed, by incident; by machine they are found closed too', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    const closed = sampleCase({ id: id<CaseId>('closed'), closedAt: at(2) })
    const alone = sampleCase({ id: id<CaseId>('alone'), incidentId: null, machineId: null })
    await store.saveCases([one, closed, alone])

    assert.deepEqual(await store.openCases([812 as IncidentId, 9 as IncidentId]), [one])
    assert.deepEqual(new Set(await store.casesOfMachines([one.machineId!])), new Set([one, closed]))
    assert.deepEqual(await store.openCases([]), [])
    assert.deepEqual(new Set(await store.cases([closed.id, alone.id, id('unknown')])), new Set([closed, alone]))
  })

  it('are found by machine and by alert in no conversation that was deleted', async () => {
    const store = await given().open()
    await withCase(store, [sampleAlert({ id: alertId(1) })])
    await store.saveConversation(sampleConversation({ state: 'deleted' }))

    assert.deepEqual([await store.casesOfMachines([one.machineId!]), await store.joined([alertId(1)])], [[], []])
  })

  it('are replaced whole', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation())
    await store.saveCases([one])
    const later = { ...one, revision: 7, severityRank: 2, closedAt: at(5), activityId: id<ActivityId>('1'), postedAt: at(4) }

    await store.saveCases([one, later])

    assert.deepEqual(await store.cases([one.id]), [later])
  })

  it('keep an alert where it joined first', async () => {
    const store = await given().open()
    await withCase(store, [sampleAlert({ id: alertId(1) })])
    await store.saveCases([sampleCase({ id: id<CaseId>('other') })])
    const joined = { alertId: alertId(1), conversationId: one.conversationId, caseId: one.id }

    await store.joinAlerts([{ ...joined, caseId: id<CaseId>('other') }])

    assert.deepEqual(await store.joined([alertId(1), alertId(2)]), [joined])
  })

  it('count their alerts and rank by those that are unresolved', async () => {
    const store = await given().open()
    await withCase(store, [
      sampleAlert({ id: alertId(1), severity: 'High', status: 'Resolved' }),
      sampleAlert({ id: alertId(2), severity: 'Low' }),
      sampleAlert({ id: alertId(3), severity: 'Medium' }),
    ])

    assert.deepEqual(
      await store.totals([one.id, id('unknown')]),
      new Map([[one.id, { alerts: 3, unresolved: 2, severityRank: 3 }]]),
    )

    await store.saveAlerts(
      [2, 3].map((n) => sampleAlert({ id: alertId(n), status: 'Resolved' })),
      1,
    )
    assert.deepEqual((await store.totals([one.id])).get(one.id), { alerts: 3, unresolved: 0, severityRank: -1 })
  })

  it('rank a severity that Defender added since above all', async () => {
    const store = await given().open()
    await withCase(store, [sampleAlert({ id: alertId(1), severity: { unknown: 'Critical' }, status: { unknown: 'Odd' } })])

    assert.deepEqual((await store.totals([one.id])).get(one.id), { alerts: 1, unresolved: 1, severityRank: 5 })
  })
})

onEveryStore('A case file', (given) => {
  it('shows unresolved before resolved, higher before lower, newer before older, undated last', async () => {
    const store = await given().open()
    await withCase(store, [
      sampleAlert({ id: alertId(1), status: 'Resolved', severity: 'High' }),
      sampleAlert({ id: alertId(2), severity: 'Low', createdAt: at(9) }),
      sampleAlert({ id: alertId(3), createdAt: null }),
      sampleAlert({ id: alertId(4), createdAt: at(1) }),
      sampleAlert({ id: alertId(5), createdAt: at(2) }),
    ])

    const file = await store.caseFile(one.id, 9)

    assert.deepEqual(
      file?.alerts.map((alert) => alert.id),
      [5, 4, 3, 2, 1].map(alertId),
    )
    assert.equal(file?.totals.alerts, 5)
    assert.equal((await store.caseFile(one.id, 2))?.alerts.length, 2)
  })

  it('holds case, conversation, machine and mention, where they are known', async () => {
    const store = await given().open()
    await withCase(store, [sampleAlert()])
    const bare = await store.caseFile(one.id, 5)
    assert.deepEqual([bare?.machine, bare?.mention], [null, null])

    const rule = sampleRule({ mention: { id: 'x', name: 'X' } })
    await store.addRule(rule)
    await store.saveMachines([sampleMachine()])
    const file = await store.caseFile(one.id, 5)

    assert.deepEqual(file, {
      case: one,
      approvals: [],
      hidden: false,
      stop: null,
      conversation: sampleConversation(),
      alerts: [sampleAlert()],
      totals: { alerts: 1, unresolved: 1, severityRank: 4 },
      review: null,
      machine: sampleMachine(),
      mention: rule.mention,
      containment: { is: 'unknown' },
      besides: [],
      generation: 0,
      granted: null,
      counted: new Map(),
    })
    assert.equal(await store.caseFile(id('unknown'), 5), null)
  })
})
