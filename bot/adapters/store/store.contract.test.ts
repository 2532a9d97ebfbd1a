import assert from 'node:assert/strict'
import type { AlertId, ConversationId, MachineId, RuleId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleConversation, sampleMachine, sampleRule } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const id = <T extends string>(text: string): T => text as T
const alertId = (n: number): AlertId => id(`alert-${String(n).padStart(6, '0')}`)
const PERSONAL = sampleConversation({
  id: id<ConversationId>('a:1'),
  kind: 'personal',
  team: null,
  name: 'Robin',
  personId: 'p1',
})

onEveryStore('Rules and cursors', (given) => {
  it('come back as they were set, oldest first, also after a restart', async () => {
    const store = await given().open()
    const plain = sampleRule({ id: id<RuleId>('b'), createdAt: at(1) })
    const full = sampleRule({
      id: id<RuleId>('a'),
      createdAt: at(2),
      statuses: ['New', 'InProgress'],
      machineGroups: ['Sérvers', 'a,b'],
      since: at(0),
      mention: { id: 'soc@fabrikam.example', name: 'SOC "on call"' },
      createdBy: id('person-1'),
      confirmedAt: null,
    })
    await store.addRule(full)
    await store.addRule(plain)
    await store[Symbol.asyncDispose]()

    const again = await given().open()

    assert.deepEqual(await again.rules(), [plain, full])
    assert.equal(await again.cursor('rules-revision'), '2')
  })

  it('change in place, without known alerts being looked at again', async () => {
    const store = await given().open()
    await store.addRule(sampleRule())
    await store.addRule(sampleRule({ id: id<RuleId>('other') }))
    const narrow = sampleRule({ machineGroups: ['Servers', null], since: at(3), confirmedAt: at(3) })

    await store.replaceRule(narrow)

    assert.deepEqual(new Set(await store.rules()), new Set([narrow, sampleRule({ id: id<RuleId>('other') })]))
    assert.equal(await store.cursor('rules-revision'), '2')
  })

  it('raise the revision when a rule goes, and not when there was none', async () => {
    const store = await given().open()
    await store.addRule(sampleRule())

    assert.equal(await store.removeRule(sampleRule().id), true)
    assert.equal(await store.removeRule(sampleRule().id), false)

    assert.deepEqual(await store.rules(), [])
    assert.equal(await store.cursor('rules-revision'), '2')
  })

  it('keep a cursor until it is set again or forgotten', async () => {
    const store = await given().open()
    assert.equal(await store.cursor('watermark'), null)

    await store.setCursor('watermark', at(1))
    await store.setCursor('watermark', at(2))
    await store.setCursor('swept', at(3))
    await store.setCursor('swept', null)

    assert.equal(await store.cursor('watermark'), at(2))
    assert.equal(await store.cursor('swept'), null)
  })
})

onEveryStore('Conversations', (given) => {
  it('are replaced whole, and come back with the same fields in the same order', async () => {
    const store = await given().open()
    await store.saveConversation(sampleConversation({ state: 'gone' }))
    await store.saveConversation(PERSONAL)
    await store.saveConversation(sampleConversation({ name: 'Renamed' }))

    const all = await store.conversations()

    assert.deepEqual(all, [sampleConversation({ name: 'Renamed' }), PERSONAL])
    assert.equal(JSON.stringify(await store.conversation(PERSONAL.id)), JSON.stringify(PERSONAL))
    assert.equal(await store.conversation(id('19:unknown')), null)
  })
})

onEveryStore('What Defender told', (given) => {
  it('is known by version and rules revision', async () => {
    const store = await given().open()
    await store.saveAlerts([sampleAlert({ id: alertId(1) }), sampleAlert({ id: alertId(2) })], 3)
    await store.saveAlerts([sampleAlert({ id: alertId(2), version: 'v2' })], 4)

    assert.deepEqual(
      await store.alertVersions([alertId(1), alertId(2), alertId(3)]),
      new Map([
        [alertId(1), { version: 'v1', rulesRevision: 3, updatedAt: sampleAlert().updatedAt }],
        [alertId(2), { version: 'v2', rulesRevision: 4, updatedAt: sampleAlert().updatedAt }],
      ]),
    )
    assert.deepEqual(await store.alertVersions([]), new Map())
  })

  it('takes the last of an alert or machine given twice', async () => {
    const store = await given().open()
    const machine = sampleMachine()

    await store.saveAlerts([sampleAlert({ id: alertId(1) }), sampleAlert({ id: alertId(1), version: 'v2' })], 1)
    await store.saveMachines([machine, { ...machine, riskScore: 'Low' }])

    assert.equal((await store.alertVersions([alertId(1)])).get(alertId(1))?.version, 'v2')
    assert.deepEqual(
      await store.machines([machine.id, id<MachineId>('unknown')]),
      new Map([[machine.id, { ...machine, riskScore: 'Low' }]]),
    )
  })

  it('takes more alerts at once than a statement has parameters', async () => {
    const store = await given().open()
    const alerts = Array.from({ length: 6000 }, (_, n) => sampleAlert({ id: alertId(n), evidence: [] }))
    await store.saveAlerts(alerts, 1)

    const ids = [...alerts.map((alert) => alert.id), ...Array.from({ length: 70_000 }, (_, n) => id<AlertId>(`no-${n}`))]
    assert.equal((await store.alertVersions(ids)).size, 6000)
  })
})
