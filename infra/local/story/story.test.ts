import assert from 'node:assert/strict'
import { createTenantClock } from '../platform.ts'
import { MACHINE_GROUPS } from '../world.ts'
import { openingMachines } from './machines.ts'
import type { Beat, StoryState } from './next-beat.ts'
import { nextBeat, seededRandom } from './next-beat.ts'
import { openingAlerts } from './opening-alerts.ts'
import { runTrickle } from './trickle.ts'

type Row = Readonly<Record<string, unknown>>

const NOW = Date.parse('2026-03-02T08:00:00.123Z')
const machines = openingMachines(NOW) as Row[]
const alerts = openingAlerts(NOW) as Row[]
const values = (rows: readonly Row[], key: string) => new Set(rows.map((row) => row[key]))

describe('The opening of the story', () => {
  it('has machines in each group and in none, of every sort', () => {
    assert.deepEqual(values(machines, 'rbacGroupName'), new Set([...MACHINE_GROUPS, null]))
    assert.equal(values(machines, 'id').size, machines.length)
    for (const platform of ['macOS', 'Ubuntu', 'WindowsServer2022', 'Other'])
      assert.ok(values(machines, 'osPlatform').has(platform), platform)
    for (const status of ['Onboarded', 'CanBeOnboarded']) assert.ok(values(machines, 'onboardingStatus').has(status), status)
  })

  it('has alerts of every severity, one that nobody knows yet, and ids in all forms', () => {
    assert.deepEqual(values(alerts, 'severity'), new Set(['UnSpecified', 'Informational', 'Low', 'Medium', 'High', 'Critical']))
    for (const form of [/^da\d+_-\d+$/, /^da\d+_\d+$/, /^da[0-9a-f-]{36}_1$/, /^ar\d+_\d+$/, /^\d+_\d+$/]) {
      assert.ok(
        alerts.some(({ id }) => form.test(String(id))),
        String(form),
      )
    }
  })

  it('has an incident over three machines and one with two alerts on a machine', () => {
    const machinesOf = (incident: number) =>
      alerts.filter(({ incidentId }) => incidentId === incident).map(({ machineId }) => machineId)
    assert.equal(new Set(machinesOf(4107)).size, 3)
    assert.deepEqual([machinesOf(4112).length, new Set(machinesOf(4112)).size], [2, 1])
  })

  it('names only machines that exist, with their own groups', () => {
    for (const { machineId, computerDnsName, rbacGroupName } of alerts.filter((alert) => alert['computerDnsName'])) {
      const machine = machines.find(({ id }) => id === machineId)
      assert.deepEqual([computerDnsName, rbacGroupName], [machine?.['computerDnsName'], machine?.['rbacGroupName']])
    }
  })

  it('writes times with none to seven fractional digits', () => {
    const times = JSON.stringify(alerts).match(/T\d\d:\d\d:\d\d(\.\d+)?Z/g) ?? []
    const digits = new Set(times.map((time) => Math.max(0, time.length - 'T00:00:00.Z'.length)))
    assert.deepEqual([...digits].sort(), [0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('has nothing in the future, and one event weeks before its alert', () => {
    const at = (alert: Row, key: string) => Date.parse(String(alert[key]))
    assert.ok(alerts.every((alert) => at(alert, 'lastUpdateTime') <= NOW))
    assert.ok(alerts.some((alert) => at(alert, 'alertCreationTime') - at(alert, 'firstEventTime') > 14 * 86_400_000))
  })

  it('has a description of 4,000 characters with everything in it that must stay text', () => {
    const { title, description } = alerts.find(({ description }) => String(description).length === 4_000)!
    for (const trap of ['<at>all</at>', '{title}', '{{DATE(', '\u202E', '\u200B', '](https://'])
      assert.ok(String(title).includes(trap), trap)
    assert.ok(String(description).includes('{if('))
  })
})

describe('The story that goes on', () => {
  const opening: StoryState = {
    places: ['a', 'b', 'c', 'd'].map((id) => ({ id, name: `fab-${id}`, group: 'Servers' })),
    incident: 4_200,
    growing: [],
    open: [{ id: 'first', severity: 'Low', taken: false }],
  }
  const tell = (seed: number, count: number): Beat[] => {
    const random = seededRandom(seed)
    const beats: Beat[] = []
    for (let n = 0; n < count; n++) beats.push(nextBeat(random, beats.at(-1)?.state ?? opening, NOW + n * 10_000))
    return beats
  }
  const added = (beats: readonly Beat[]) =>
    beats
      .map(({ deed }) => deed)
      .filter((deed) => deed.do === 'add')
      .map((deed) => deed.alert)

  it('is the same for the same seed and another for another', () => {
    assert.deepEqual(tell(7, 60), tell(7, 60))
    assert.notDeepEqual(tell(7, 60), tell(8, 60))
  })

  it('leaves 8 to 20 seconds between beats', () => {
    for (const { quietMs } of tell(1, 300)) assert.ok(quietMs >= 8_000 && quietMs <= 20_000, String(quietMs))
  })

  it('lets incidents grow over several machines', () => {
    const spread = Map.groupBy(added(tell(1, 300)), ({ incidentId }) => incidentId)
    assert.ok([...spread.values()].some((group) => values(group, 'machineId').size >= 3))
  })

  it('changes only alerts that it told of, and each known change comes up', () => {
    const known = new Set<unknown>(['first'])
    const changed = new Set<string>()
    for (const { deed } of tell(1, 300)) {
      if (deed.do === 'add') known.add(deed.alert['id'])
      else assert.ok(known.has(deed.id), deed.id)
      if (deed.do === 'patch') for (const key of Object.keys(deed.change)) changed.add(key)
    }
    for (const key of ['severity', 'status', 'assignedTo', 'resolvedTime', 'classification']) assert.ok(changed.has(key), key)
  })

  it('never uses an id twice, and stays small', () => {
    const beats = tell(3, 1_000)
    assert.equal(values(added(beats), 'id').size, added(beats).length)
    assert.ok(beats.every(({ state }) => state.open.length <= 40 && state.growing.length <= 3))
  })

  it('has alerts of several severities and the quirks', () => {
    const all = added(tell(1, 300))
    for (const severity of ['Informational', 'Low', 'Medium', 'High']) assert.ok(values(all, 'severity').has(severity), severity)
    assert.ok(values(all, 'machineId').has(null) && values(all, 'incidentId').has(null))
  })

  it('runs until it is stopped', async () => {
    const stop = new AbortController()
    const told: unknown[] = []
    const stage = {
      addAlerts: (batch: unknown) => told.push(batch) === 3 && stop.abort(),
      patchAlert: () => undefined,
      alerts: () => [],
      machines: () => machines,
    }
    await runTrickle(stage, createTenantClock(), seededRandom(1), 1_000_000, stop.signal)
    assert.equal(told.length, 3)
  })
})
