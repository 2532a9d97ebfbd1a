import assert from 'node:assert/strict'
import type { Alert } from '../../domain/alert.ts'
import type { ActionId, AlertId, IncidentId, MachineId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sight } from '../../domain/sight.ts'
import type { AlertSearch } from '../../records/defender.ts'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { FakeDefender } from '../../test/fake-defender.ts'
import { sampleAlert, sampleMachine } from '../../test/samples.ts'

const at = (minute: number): Instant => `2026-11-02T10:${String(minute).padStart(2, '0')}:00.0000000Z` as Instant
const alert = (id: string, minute: number | null, over: Partial<Alert> = {}): Alert =>
  sampleAlert({ id: id as AlertId, createdAt: minute === null ? null : at(minute), ...over })
const SERVERS = { machineGroups: ['Servers'], alertIds: [], machineIds: [] }
const machine = (digit: string, name: string | null) => ({ id: digit.repeat(40) as MachineId, name })

onEveryStore('Looking for alerts', (given) => {
  let store: Store
  beforeEach(async () => {
    store = await given().open()
  })

  const found = async (search: Partial<AlertSearch>, most = 9) =>
    (await store.searchAlerts({ sight: SERVERS, ...search }, most)).alerts.map(({ id }) => id as string)

  it('answers newest first, at most so many, and tells how many there are', async () => {
    await store.saveAlerts([alert('b', 2), alert('d', null), alert('a', 1), alert('c', 2)], 1)
    const { alerts, count } = await store.searchAlerts({ sight: SERVERS }, 2)
    assert.deepEqual([alerts.map(({ id }) => id), count], [['c', 'b'], 4])
    assert.deepEqual(alerts[0], alert('c', 2))
    assert.deepEqual(await found({}), ['c', 'b', 'a', 'd'])
  })

  it('shows only what is in sight: groups in any case, and what is named', async () => {
    await store.saveAlerts(
      [
        alert('servers', 1),
        alert('upper', 2, { machineGroup: 'SERVERS' }),
        alert('other', 3, { machineGroup: 'Executives' }),
        alert('umlaut', 4, { machineGroup: 'FÜHRUNG' }),
        alert('no-group', 5, { machineGroup: null }),
        alert('no-machine', 6, { machine: null }),
      ],
      1,
    )
    assert.deepEqual(await found({}), ['upper', 'servers'])
    assert.deepEqual(
      await found({ sight: { machineGroups: ['Führung'], alertIds: ['no-machine' as AlertId], machineIds: [] } }),
      ['no-machine', 'umlaut'],
    )
    assert.deepEqual(await found({ sight: { machineGroups: [], alertIds: [], machineIds: [] } }), [])
    assert.equal((await found({ sight: { machineGroups: [], alertIds: [], machineIds: [sampleMachine().id] } })).length, 5)
    assert.deepEqual(await found({ machineGroups: ['Executives'] }), [])
    assert.deepEqual(await found({ machineGroups: ['sERVERS'] }), ['upper', 'servers'])
  })

  it('knows the groups that have machines: by the machines’ own records, and by alerts where there is none', async () => {
    assert.deepEqual(await store.groupsWithMachines(), [])
    const on = (digit: string, machineGroup: string | null) => alert(digit, 1, { machineGroup, machine: machine(digit, null) })
    await store.saveMachines([sampleMachine({ id: machine('a', null).id, machineGroup: 'Laptops' })])
    await store.saveAlerts([on('a', 'Before'), on('b', 'Führung'), on('c', 'FÜHRUNG'), on('d', null)], 1)
    await store.saveAlerts([alert('no-machine', 1, { machine: null, machineGroup: 'Nowhere' })], 1)
    assert.deepEqual((await store.groupsWithMachines()).toSorted(), ['Laptops', 'führung'])
    await store.saveMachines([sampleMachine({ id: machine('d', null).id, machineGroup: null })])
    assert.ok((await store.groupsWithMachines()).includes(null))
  })

  it('shows the machines of no group to whom Defender shows some, as far as their record says so too', async () => {
    const on = (id: string) => ({ id: id.repeat(40) as MachineId, name: id })
    await store.saveMachines([
      sampleMachine({ id: on('a').id, machineGroup: null }),
      sampleMachine({ id: on('b').id, machineGroup: 'Executives' }),
    ])
    await store.saveAlerts(
      [
        alert('both', 1, { machineGroup: null, machine: on('a') }),
        alert('alert-only', 2, { machineGroup: null, machine: on('b') }),
        alert('not-recorded', 3, { machineGroup: null, machine: on('c') }),
        alert('no-machine', 4, { machineGroup: null, machine: null }),
        alert('grouped', 5, { machine: on('a') }),
      ],
      1,
    )
    const sees = (machineGroups: Sight['machineGroups']) => found({ sight: { machineGroups, alertIds: [], machineIds: [] } })
    assert.deepEqual(await sees([null]), ['both'])
    assert.deepEqual(await sees([null, 'Servers']), ['grouped', 'both'])
    assert.deepEqual(await sees(['Servers']), ['grouped'])
  })

  it('narrows by severity, an unknown one above all, and by status', async () => {
    await store.saveAlerts(
      [
        alert('low', 1, { severity: 'Low' }),
        alert('high', 2, { status: 'Resolved' }),
        alert('odd', 3, { severity: { unknown: 'Dire' }, status: { unknown: 'Parked' } }),
      ],
      1,
    )
    assert.deepEqual(await found({ leastSeverityRank: 3 }), ['odd', 'high'])
    assert.deepEqual(await found({ statuses: ['New', 'Parked'] }), ['odd', 'low'])
  })

  it('finds text in title, machine name and user, whatever the case, and takes wildcards as they are', async () => {
    const none = { machine: machine('a', null), user: null }
    await store.saveAlerts(
      [
        alert('title', 1, { ...none, title: 'Ömer’s TÄSK at 100%' }),
        alert('machine', 2, { ...none, title: 'x', machine: machine('b', 'HOST_1.Fabrikam') }),
        alert('user', 3, { ...none, title: 'x', user: String.raw`FABRIKAM\Anna` }),
      ],
      1,
    )
    assert.deepEqual(await found({ text: 'täsk' }), ['title'])
    assert.deepEqual(await found({ text: '100%' }), ['title'])
    assert.deepEqual(await found({ text: 'host_1.FAB' }), ['machine'])
    assert.deepEqual(await found({ text: String.raw`fabrikam\a` }), ['user'])
    assert.deepEqual(await found({ text: '%' }), ['title'])
    assert.deepEqual(await found({ text: 'host?1' }), [])
    assert.deepEqual(await found({ text: "'; drop table alert" }), [])
  })

  it('finds the alerts of an incident and of a machine', async () => {
    const here = machine('c', 'c')
    await store.saveAlerts([alert('one', 1, { incidentId: 7 as IncidentId }), alert('two', 2, { machine: here })], 1)
    assert.deepEqual(await found({ incidentId: 7 as IncidentId }), ['one'])
    assert.deepEqual(await found({ machineId: here.id }), ['two'])
  })

  it('takes words of any length', async () => {
    const noise = Array.from({ length: 4000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join('')
    const over = { machineGroup: noise, status: { unknown: noise }, title: noise, user: noise }
    await store.saveAlerts([alert('long', 1, over)], 1)
    assert.deepEqual(await found({ sight: { machineGroups: [noise], alertIds: [], machineIds: [] }, text: noise.slice(9, 99) }), [
      'long',
    ])
  })

  it('answers one alert as it was saved last', async () => {
    await store.saveAlerts([alert('one', 1)], 1)
    await store.saveAlerts([alert('one', 1, { title: 'Renamed' })], 1)
    assert.deepEqual(await store.alert('one' as AlertId), alert('one', 1, { title: 'Renamed' }))
    assert.equal(await store.alert('two' as AlertId), null)
    assert.deepEqual(await found({ text: 'dumping' }), [])
  })
})

onEveryStore('Actions of a machine', (given) => {
  it('come newest first, and only its own', async () => {
    const store = await given().open()
    const defender = new FakeDefender(() => at(0))
    const [first, second, third] = [1, 2, 3].map((minute) =>
      defender.add({ createdAt: at(minute), id: String(minute) as ActionId }),
    )
    await store.saveActions([first!, third!, second!, defender.add({ machineId: 'f'.repeat(40) as MachineId })])
    assert.deepEqual(await store.actionsOfMachine(sampleMachine().id, 2), [third, second])

    await store.saveActions([defender.add({ createdAt: at(4), id: '4' as ActionId, type: 'RunAntiVirusScan' })])
    assert.deepEqual(await store.actionsOfMachine(sampleMachine().id, 2, 'containment'), [third, second])
  })
})
