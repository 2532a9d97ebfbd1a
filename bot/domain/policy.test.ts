import assert from 'node:assert/strict'
import { sampleMachine, samplePolicy } from '../test/samples.ts'
import type { PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import { VERBS } from './intent.ts'
import type { Machine } from './machine.ts'
import type { Policy, PolicyFacts, Where } from './policy.ts'
import { isServer, judge } from './policy.ts'
import type { Stop } from './stop.ts'

const PLAIN = sampleMachine({ osPlatform: 'Windows11', deviceValue: 'Normal', machineGroup: 'Workstations' })
const NOBODY_ELSE = { byThisPerson: 0, inTheTenant: 0 }
const STOP: Stop = { by: { id: 'oid-lena' as PersonId, name: 'Lena' }, at: '2026-11-02T09:05:00.0000000Z' as Instant, except: [] }

const verdictOn = (policy: Policy, over: Partial<PolicyFacts> = {}) =>
  judge(policy, { verb: 'isolate', machine: PLAIN, stop: null, lastHour: NOBODY_ELSE, ...over })
const where = (over: Partial<Where>): Where => ({ ...samplePolicy().never, ...over })
const twoFor = (over: Partial<Where>): Policy => {
  const { secondPerson } = samplePolicy()
  return samplePolicy({ secondPerson: { ...secondPerson, where: where(over) } })
}
const limited = (byOnePerson: number | null, inTheTenant: number | null): Policy => {
  const { secondPerson } = samplePolicy()
  return samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: { byOnePerson, inTheTenant } } })
}

describe('policy', () => {
  const brakes: [string, Partial<Where>, Partial<Machine>, string][] = [
    ['a high device value', { deviceValues: ['High'] }, { deviceValue: 'high' }, 'its device value is High'],
    ['a server', { servers: true }, { osPlatform: 'WindowsServer2022' }, 'it is a server'],
    ['a machine group', { machineGroups: ['Executives'] }, { machineGroup: 'executives' }, 'it is in machine group Executives'],
    ['a machine tag', { machineTags: ['PCI'] }, { tags: ['x', 'pci '] }, 'it has the tag PCI'],
    ['a domain controller', { kinds: ['domainController'] }, { tags: ['domain controller'] }, 'it is a domain controller'],
    ['a Hyper-V host', { kinds: ['hyperVHost'] }, { tags: ['Hyper-V'] }, 'it is a Hyper-V host'],
    ['a full-tunnel VPN', { kinds: ['fullTunnelVpn'] }, { tags: ['Full-Tunnel VPN'] }, 'it is on a full-tunnel VPN'],
  ]
  for (const [what, rule, machine, because] of brakes) {
    it(`wants a second person for ${what}, and for no other machine`, () => {
      assert.deepEqual(verdictOn(twoFor(rule), { machine: { ...PLAIN, ...machine } }), {
        is: 'second-person',
        because: [because],
      })
      assert.deepEqual(verdictOn(twoFor(rule)), { is: 'allowed' })
    })

    it(`refuses ${what} where it is never to be touched`, () => {
      const policy = samplePolicy({ never: where(rule) })
      assert.deepEqual(verdictOn(policy, { machine: { ...PLAIN, ...machine } }), { is: 'refused', because: [because] })
      assert.deepEqual(verdictOn(policy), { is: 'allowed' })
    })
  }

  it('names every reason', () => {
    const policy = twoFor({ deviceValues: ['High'], servers: true })
    const machine = sampleMachine()
    assert.deepEqual(verdictOn(policy, { machine }), {
      is: 'second-person',
      because: ['its device value is High', 'it is a server'],
    })
  })

  it('brakes for a machine that Defender has not described, where it would look at the machine at all', () => {
    assert.equal(verdictOn(twoFor({ servers: true }), { machine: null }).is, 'second-person')
    assert.equal(verdictOn(samplePolicy(), { machine: null }).is, 'allowed')
  })

  it('lets one person act on as many machines an hour as it says, and then wants a second', () => {
    const at = (byThisPerson: number) => verdictOn(limited(3, null), { lastHour: { byThisPerson, inTheTenant: 99 } })
    assert.equal(at(2).is, 'allowed')
    assert.deepEqual(at(3), { is: 'second-person', because: ['the same person acted on 3 other machines within the hour'] })
  })

  it('lets the tenant act on as many machines an hour as it says, and then wants a second person', () => {
    const at = (inTheTenant: number) => verdictOn(limited(null, 5), { lastHour: { byThisPerson: 0, inTheTenant } })
    assert.equal(at(4).is, 'allowed')
    assert.equal(at(5).is, 'second-person')
  })

  it('holds each verb as its row says', () => {
    const policy = twoFor({ servers: true })
    const on = (verb: PolicyFacts['verb'], over: Partial<Policy['verbs']> = {}) =>
      judge(
        { ...policy, verbs: { ...policy.verbs, ...over } },
        { verb, machine: sampleMachine(), stop: null, lastHour: NOBODY_ELSE },
      ).is
    assert.deepEqual(
      VERBS.filter((verb) => on(verb) === 'second-person'),
      ['isolate', 'contain', 'restrict', 'quarantine'],
    )
    assert.equal(on('unisolate', { unisolate: 'two people' }), 'second-person')
    assert.equal(on('unisolate', { unisolate: 'nobody' }), 'refused')
  })

  it('lets nothing through while actions are stopped but what it names', () => {
    assert.deepEqual(verdictOn(samplePolicy(), { stop: STOP }), { is: 'stopped', stop: STOP })
    assert.equal(verdictOn(samplePolicy(), { stop: STOP, verb: 'unisolate' }).is, 'stopped')
    assert.equal(verdictOn(samplePolicy(), { stop: { ...STOP, except: ['unisolate'] }, verb: 'unisolate' }).is, 'allowed')
  })

  it('takes Windows Server and Linux for servers, and nothing else', () => {
    const servers = ['WindowsServer2022', 'Ubuntu', 'RedHatEnterpriseLinux', 'Windows11', 'macOS', null]
    assert.deepEqual(
      servers.map((osPlatform) => isServer(sampleMachine({ osPlatform }))),
      [true, true, true, false, false, false],
    )
  })
})
