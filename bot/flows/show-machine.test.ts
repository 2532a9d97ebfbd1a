import assert from 'node:assert/strict'
import sinon from 'sinon'
import { createTimes } from '../cards/times.ts'
import { BotError } from '../domain/error.ts'
import type { AlertId, MachineId, PersonId } from '../domain/ids.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { Sight } from '../domain/sight.ts'
import type { Store } from '../records.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { freshStore } from '../test/fresh-store.ts'
import { sampleAlert, sampleIntent, sampleMachine, samplePolicy } from '../test/samples.ts'
import { showMachine } from './show-machine.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MACHINE = sampleMachine().id
const ROBIN = { id: 'oid-robin' as PersonId, name: 'Robin', token: 'a.b.c', endsAt: plusMs(NOW, 3_600_000) }
const SERVERS: Sight = { machineGroups: ['Servers'], alertIds: [], machineIds: [] }

describe('a machine in the tab', () => {
  let store: Store
  let defender: FakeDefender
  let sight: Sight
  let late: boolean
  let permissions: readonly string[]
  let policy: Policy

  beforeEach(async () => {
    store = await freshStore()
    defender = new FakeDefender(() => NOW)
    sight = SERVERS
    late = false
    permissions = []
    policy = samplePolicy()
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const show = () => {
    const rights = { mode: 'delegated', token: 'token' as never, upn: null, permissions, roles: [] } as const
    const given = async () => rights
    const ports = {
      store,
      defender,
      tokens: { fromSso: given, fromSession: given },
      eyes: { of: async () => ({ ...sight, rights }), sees: () => assert.fail('asked of an alert') },
      times: createTimes(null),
      policy,
      now: () => NOW,
      portalUrl: 'https://security.example',
      pause: () => (late ? Promise.resolve() : new Promise<void>(() => undefined)),
    }
    return showMachine(ports, ROBIN, MACHINE, AbortSignal.timeout(5000))
  }
  const takesForEver = () => {
    late = true
    const never = () => new Promise<never>(() => undefined)
    Object.assign(defender, { machine: never, logonUsers: never, actionsOf: never })
  }
  const ids = (all: readonly { readonly id: string }[] | null) => all?.map(({ id }) => id)

  it('is as Defender tells it, with what is on record of alerts and actions beside', async () => {
    const [old, told] = [defender.add({ createdAt: plusMs(NOW, -9000), status: 'Succeeded' }), defender.add({ comment: 'live' })]
    defender.actions = [told]
    defender.logons = [{ account: 'FABRIKAM\\anna', lastSeenAt: NOW, isDomainAdmin: true }]
    await store.saveActions([old, { ...told, comment: 'as it was' }])
    await store.saveAlerts([sampleAlert(), sampleAlert({ id: 'low' as AlertId, severity: 'Low', createdAt: NOW })], 1)

    const shown = await show()

    assert.deepEqual([shown.name, shown.readAt, shown.logons], [sampleMachine().name, sampleMachine().readAt, defender.logons])
    assert.deepEqual([ids(shown.actions), shown.actions?.[0]?.comment], [[told.id, old.id], 'live'])
    assert.deepEqual(ids(shown.alerts), ['low', sampleAlert().id])
    assert.deepEqual([shown.containment.is, shown.containment.next], ['isolating', 'unisolate'])
    assert.equal(shown.portalUrl, `https://security.example/machines/${MACHINE}`)
    assert.equal(shown.suggestedReason, 'Released from Teams (incident 812)')
  })

  it('stands as Defender lists it now, with a button for that', async () => {
    await store.setCursor('actions-read', NOW)
    defender.add({ status: 'Succeeded', source: 'Portal' })
    const { containment } = await show()
    assert.deepEqual([containment.is, containment.next, containment.generation], ['isolated', 'unisolate', 1])
  })

  it('shows the alerts of a machine of no group to whom Defender shows the machine', async () => {
    await store.saveAlerts([sampleAlert({ machineGroup: null })], 1)
    assert.equal((await show()).alerts.length, 1)
  })

  it('is not there for somebody to whom Defender does not show it', async () => {
    await store.saveMachines([sampleMachine()])
    for (const code of ['forbidden', 'not-found'] as const) {
      defender.failReads = new BotError(code, 'no')
      await assert.rejects(show(), { code: 'not-found' })
    }
  })

  for (const [when, prepare] of [
    ['late', () => takesForEver()],
    ['not there', () => (defender.failReads = new BotError('unreachable', 'down'))],
  ] as const) {
    it(`is as it was last described when Defender is ${when}, for whom its group is in sight`, async () => {
      await store.saveMachines([sampleMachine({ riskScore: 'Low' })])
      await store.saveAlerts([sampleAlert(), sampleAlert({ id: 'lone' as AlertId, machineGroup: null })], 1)
      prepare()
      const shown = await show()
      assert.deepEqual([shown.riskScore, shown.logons, shown.actions, ids(shown.alerts)], ['Low', null, null, [sampleAlert().id]])
      sight = { ...SERVERS, machineGroups: ['Workstations'] }
      await assert.rejects(show(), { code: 'unclear' })
    })
  }

  it('tells of each thing under More what gives pause, as a card does, by one look at the brakes', async () => {
    permissions = ['Machine.Scan', 'Machine.RestrictExecution']
    const { secondPerson } = samplePolicy()
    const byOnePerson = { byOnePerson: 1, inTheTenant: null }
    policy = samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: byOnePerson } })
    const other = sampleIntent({ machineId: 'cd'.repeat(20) as MachineId, state: 'accepted', askedAt: plusMs(NOW, -60_000) })
    await store.addIntent({ ...other, person: { id: ROBIN.id, name: ROBIN.name } })
    const counted = sinon.spy(store, 'intentsSince')

    const { more, held } = await show()

    const why = 'A second person has to approve: the same person acted on 1 other machine within the hour.'
    const asked = (title: string) => more.find((one) => one.title === title)?.ask
    assert.deepEqual([held, asked('App restriction')?.held], Array(2).fill({ is: 'second-person', why }))
    assert.deepEqual(
      asked('App restriction')?.warnings.map(({ text }) => text.split(':')[0]),
      ['Server', 'High device value'],
    )
    assert.deepEqual([asked('Antivirus scan')?.held, asked('Antivirus scan')?.warnings], [null, []])
    assert.equal(counted.callCount, 1)
  })

  it('holds a containment as it would hold an isolation, and says what is never done from here', async () => {
    permissions = ['Machine.Isolate']
    const { verbs, secondPerson, never } = samplePolicy()
    Object.assign(defender, { machine: async () => sampleMachine({ onboardingStatus: 'CanBeOnboarded' }) })
    const heldBy = async (by: Policy) => {
      policy = by
      return (await show()).more[0]?.ask
    }
    const braked = await heldBy(samplePolicy({ secondPerson: { ...secondPerson, where: { ...never, deviceValues: ['High'] } } }))
    assert.deepEqual(
      [braked?.verb, braked?.held],
      ['contain', { is: 'second-person', why: 'A second person has to approve: its device value is High.' }],
    )
    assert.equal((await heldBy(samplePolicy({ verbs: { ...verbs, contain: 'nobody' } })))?.held?.is, 'refused')
  })

  it('needs more proof of the person when Defender wants it', async () => {
    defender.failReads = new BotError('sign-in-needed', 'more proof', { claims: '{}' })
    await assert.rejects(show(), { code: 'sign-in-needed' })
  })
})
