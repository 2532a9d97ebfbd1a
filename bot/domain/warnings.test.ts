import assert from 'node:assert/strict'
import { sampleMachine, samplePolicy } from '../test/samples.ts'
import type { ActionId } from './ids.ts'
import type { Verb } from './intent.ts'
import type { Machine } from './machine.ts'
import type { MachineAction } from './machine-action.ts'
import { isolationTypesFor, warningsOf } from './warnings.ts'

const PLAIN = sampleMachine({ osPlatform: 'Windows11', version: '24H2', deviceValue: 'Normal' })
const SCAN: MachineAction = {
  id: 'a1' as ActionId,
  type: 'RunAntiVirusScan',
  status: 'InProgress',
  scope: null,
  requestor: 'lead@fabrikam.example',
  comment: null,
  cancellationComment: null,
  source: 'Portal',
  machineId: PLAIN.id,
  sha1: null,
  createdAt: PLAIN.readAt,
  updatedAt: PLAIN.readAt,
}
const said = (over: Partial<Machine> | null, verb: Verb = 'isolate', actions: readonly MachineAction[] = []): string[] =>
  warningsOf(verb, {
    machine: over && { ...PLAIN, ...over },
    actions,
    kinds: samplePolicy().kinds,
    at: (instant) => instant.slice(0, 10),
  }).map(({ text, grave }) => `${grave ? '!' : ''}${text}`)

describe('what somebody is warned of before they confirm', () => {
  it('is nothing on a plain machine that Defender hears', () => assert.deepEqual(said({}), []))

  const each: [string, Partial<Machine> | null, RegExp][] = [
    ['that it is not onboarded', { onboardingStatus: 'CanBeOnboarded' }, /^!Not onboarded to Defender \(CanBeOnboarded\)/],
    ['that the system is too old', { osPlatform: 'Windows7', version: null }, /^!Windows7: Defender cannot isolate/],
    ['of a Windows 10 before 1703', { osPlatform: 'Windows10', version: '1607' }, /^!Windows10 1607: Defender cannot/],
    ['of an old agent on a Mac', { osPlatform: 'macOS', agentVersion: '101.97.94' }, /^!Defender’s agent 101\.97\.94 is too old/],
    ['of a domain controller', { tags: ['Domain Controller'] }, /^!Domain controller: sign-ins/],
    ['of a Hyper-V host', { tags: ['Hyper-V'] }, /^!Hyper-V host: its virtual machines/],
    ['of a full-tunnel VPN', { tags: ['Full-Tunnel VPN'] }, /^!Full-tunnel VPN: once isolated/],
    [
      'that it is offline, and since when',
      { healthStatus: 'Inactive' },
      /^!Sensor Inactive, last report 2026-11-02: it may not hear/,
    ],
    ['that it is a server', { osPlatform: 'WindowsServer2022' }, /^Server: what it serves/],
    ['that it matters to somebody', { deviceValue: 'High' }, /^High device value/],
    ['that nothing is known of it', null, /^!Defender has not described this machine/],
  ]
  for (const [what, over, pattern] of each) {
    it(what, () => {
      const [first, ...others] = said(over)
      assert.match(first ?? '', pattern)
      assert.deepEqual(others, [])
    })
  }

  it('is not warned of systems that can be isolated', () => {
    for (const [osPlatform, version, agentVersion] of [
      ['Windows10', '1703', null],
      ['Windows10', '22H2', null],
      ['WindowsServer2012R2', null, null],
      ['macOS', '15.6', '101.98.84'],
      ['macOS', '15.6', '101.25062.7'],
      ['macOS', '15.6', null],
    ] as const)
      assert.deepEqual(
        said({ osPlatform, version, agentVersion }).filter((text) => text.startsWith('!')),
        [],
        `${osPlatform} ${version} ${agentVersion}`,
      )
  })

  it('of what is under way, by whom', () => {
    assert.deepEqual(said({}, 'unisolate', [SCAN, { ...SCAN, id: 'a2' as ActionId }]), [
      'Under way: RunAntiVirusScan by lead@fabrikam.example (InProgress) and 1 more.',
    ])
    assert.deepEqual(said({}, 'isolate', [{ ...SCAN, status: 'Succeeded' }]), [])
  })

  it('is the worst first, in four lines at most', () => {
    const all = said({ ...sampleMachine(), tags: ['Domain Controller', 'Hyper-V'], healthStatus: 'Inactive' }, 'isolate', [SCAN])
    assert.deepEqual(
      all.map((text) => /^!?[\w-]+/.exec(text)?.[0]),
      ['!Domain', '!Hyper-V', '!Sensor', 'Server'],
    )
  })

  it('is spared what cutting off costs when it is released', () => {
    assert.deepEqual(said({ ...sampleMachine(), tags: ['Domain Controller'] }, 'unisolate'), [])
  })

  it('hears that Selective does not exist on Linux', () => {
    assert.deepEqual(isolationTypesFor(sampleMachine({ osPlatform: 'Ubuntu' })), ['Full'])
    assert.deepEqual(isolationTypesFor(PLAIN), ['Full', 'Selective'])
  })
})
