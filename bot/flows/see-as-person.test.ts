import assert from 'node:assert/strict'
import { BotError } from '../domain/error.ts'
import type { AlertId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, plusMs } from '../domain/instant.ts'
import type { ActingPerson } from '../ports.ts'
import { FakeDefender } from '../test/fake-defender.ts'
import { sampleAlert } from '../test/samples.ts'
import type { Eyes } from './see-as-person.ts'
import { createEyes } from './see-as-person.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const MINUTE = 60_000
const ROBIN = { id: 'robin' as PersonId, name: 'Robin', token: 'a.b.c', endsAt: plusMs(NOW, 60 * MINUTE) }
const ALERT_ID = 'da-lone' as AlertId
const LONE = sampleAlert({ id: ALERT_ID, machine: null, machineGroup: null })
const RIGHTS: ActingPerson = {
  mode: 'delegated',
  token: 'token' as never,
  upn: null,
  permissions: ['Machine.Isolate'],
  roles: [],
}

describe('what a person sees', () => {
  let now: Instant
  let defender: FakeDefender
  let eyes: Eyes
  let asked: string[]
  let shown: unknown[]
  let sso: () => Promise<ActingPerson>
  let session: () => Promise<ActingPerson>

  beforeEach(() => {
    now = NOW
    defender = new FakeDefender(() => now)
    asked = []
    shown = []
    sso = async () => RIGHTS
    session = async () => RIGHTS
    const fromSso = () => {
      asked.push('sso')
      return sso()
    }
    const fromSession = () => {
      asked.push('session')
      return session()
    }
    eyes = createEyes({
      tokens: { fromSso, fromSession },
      defender,
      shown: async ({ id }, groups) => void shown.push([id, groups]),
      now: () => now,
    })
  })

  const signal = new AbortController().signal
  const groups = async (viewer = ROBIN) => (await eyes.of(viewer, signal)).machineGroups
  const sees = (over: object) => eyes.sees(ROBIN, sampleAlert(over), signal)

  it('is asked of Defender once in ten minutes', async () => {
    await Promise.all([groups(), groups()])
    now = plusMs(NOW, 10 * MINUTE - 1)
    defender.groups = ['Executives']
    assert.deepEqual(await groups(), ['Servers', 'Workstations'])
    assert.deepEqual(asked, ['sso'])
    now = plusMs(NOW, 10 * MINUTE)
    assert.deepEqual(await groups(), ['Executives'])
  })

  it('is told whenever it is read anew, and is nothing for whom Entra does not let in', async () => {
    await groups()
    await groups()
    assert.deepEqual(shown, [['robin', ['Servers', 'Workstations']]])

    shown = []
    now = plusMs(NOW, 10 * MINUTE)
    sso = () => Promise.reject(new BotError('unreachable', 'down'))
    await assert.rejects(groups(), { code: 'unreachable' })
    assert.deepEqual(shown, [])
    sso = () => Promise.reject(new BotError('forbidden', 'the person holds no app role'))
    await assert.rejects(groups(), { code: 'forbidden' })
    assert.deepEqual(shown, [['robin', []]])
  })

  it('is each person’s own', async () => {
    await groups()
    defender.groups = []
    assert.deepEqual(await groups({ ...ROBIN, id: 'wanda' as PersonId }), [])
  })

  it('is nothing for somebody whom Defender refuses, and not known when it fails', async () => {
    defender.failReads = new BotError('unreachable', 'down')
    await assert.rejects(groups(), { code: 'unreachable' })
    defender.failReads = new BotError('forbidden', 'no')
    assert.deepEqual(await groups(), [])
  })

  it('is what their machine groups say of an alert, in any case', async () => {
    assert.equal(await sees({ machineGroup: 'SERVERS' }), true)
    assert.equal(await sees({ machineGroup: 'Executives' }), false)
  })

  it('has the machines of no group for one more, but leaves an alert that names none to Defender', async () => {
    defender.groups = [null]
    assert.deepEqual(await groups(), [null])
    assert.equal(await sees({ machineGroup: null }), false)
    assert.equal(await sees({ machineGroup: 'Servers' }), false)
  })

  for (const [what, alert] of [
    ['without a machine', LONE],
    ['of no machine group', sampleAlert({ id: ALERT_ID, machineGroup: null })],
    ['of a group, but without a machine', sampleAlert({ id: ALERT_ID, machine: null })],
  ] as const) {
    it(`is for Defender to say of an alert ${what}, and good for ten minutes`, async () => {
      assert.equal(await eyes.sees(ROBIN, alert, signal), false)
      defender.alertsShown = [ALERT_ID]
      assert.equal(await eyes.sees(ROBIN, alert, signal), true)
      assert.deepEqual((await eyes.of(ROBIN, signal)).alertIds, [ALERT_ID])
      now = plusMs(NOW, 10 * MINUTE)
      assert.deepEqual((await eyes.of(ROBIN, signal)).alertIds, [])
    })
  }

  it('never includes whole machines', async () => {
    assert.deepEqual((await eyes.of(ROBIN, signal)).machineIds, [] satisfies MachineId[])
  })

  it('is told to their session where single sign-on does not do', async () => {
    sso = async () => Promise.reject(new BotError('sign-in-needed', 'more proof', { claims: '{}' }))
    assert.deepEqual(await groups(), ['Servers', 'Workstations'])
    assert.deepEqual(asked, ['sso', 'session'])
  })

  it('needs the sign-in that single sign-on asked for where there is no session either', async () => {
    sso = async () => Promise.reject(new BotError('sign-in-needed', 'more proof', { claims: '{}' }))
    session = async () => Promise.reject(new BotError('sign-in-needed', 'no session'))
    await assert.rejects(groups(), { code: 'sign-in-needed', claims: '{}' })
  })
})
