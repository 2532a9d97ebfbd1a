import assert from 'node:assert/strict'
import { sampleMachine, samplePolicy } from '../test/samples.ts'
import type { ActionId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
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
const DAY = 24 * 60 * 60_000
const NOW = plusMs(PLAIN.readAt, 60_000)
const daysAgo = (days: number): Instant => plusMs(NOW, -days * DAY)
const said = (over: Partial<Machine> | null, verb: Verb = 'isolate', actions: readonly MachineAction[] = []): string[] =>
  warningsOf(verb, {
    machine: over && { ...PLAIN, ...over },
    actions,
    kinds: samplePolicy().kinds,
    now: NOW,
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
    [
      'that no full report came for days, whatever Defender calls its sensor',
      { healthStatus: 'Active', lastSeenAt: plusMs(daysAgo(2), -1) },
      /^!No full report since 2026-10-31, though one is due every day: it may not hear/,
    ],
    ['of the same where Defender does not say how its sensor is', { healthStatus: null, lastSeenAt: daysAgo(30) }, /^!No full/],
    [
      'of a system that Defender may not isolate',
      { osPlatform: 'Android' },
      /^!Android: Defender isolates Windows, macOS and Linux/,
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
      ['Windows10WVD', '22H2', null],
      ['AzureStackHCI', '23H2', null],
      ['Ubuntu', '22.4', null],
      ['RedHatEnterpriseLinux', '9.4', null],
      [null, null, null],
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

  it('goes by how the name of a system begins, and doubts every other', () => {
    const [old, dated, mac, ...others] = ['Windows7SP1', 'Windows10WVD', 'macOSSonoma', 'iOS', 'Other', 'Chrome OS'].map(
      (osPlatform) => said({ osPlatform, version: '1607', agentVersion: '101.97.94' })[0] ?? '',
    )
    for (const text of [old, dated]) assert.match(text ?? '', /cannot isolate a system this old/)
    assert.match(mac ?? '', /is too old: isolating a Mac/)
    for (const text of others) assert.match(text, /it may refuse this/)
    assert.deepEqual(said({ osPlatform: 'iOS' }, 'unisolate'), [])
  })

  it('waits two days for a report that is due every day', () =>
    assert.deepEqual([...said({ lastSeenAt: daysAgo(2) }), ...said({ lastSeenAt: null })], []))

  it('is not told to wait for a sensor that is not there: other machines carry out a containment', () => {
    const silent = { onboardingStatus: 'CanBeOnboarded', healthStatus: 'Unknown', lastSeenAt: daysAgo(9) }
    assert.deepEqual(said(silent, 'contain'), [])
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
