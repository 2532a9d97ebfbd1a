import type { MachineGroup } from '../world.ts'
import type { Place } from './shapes.ts'
import { digest, stamp } from './shapes.ts'

const GROUP_IDS: Readonly<Record<MachineGroup, number>> = { Workstations: 11, Servers: 12, Executives: 13 }

const place = (name: string, group: MachineGroup | null, of = name): Place => ({ id: digest('sha1', of), name, group })

/** The computers of Fabrikam. The group `null` is Defender's "ungrouped". */
export const PLACES = {
  frontDesk: place('fab-ws-0147', 'Workstations'),
  frontDeskBefore: place('fab-ws-0147', 'Workstations', 'fab-ws-0147 before it was set up anew'),
  accounting: place('FAB-WS-0212.fabrikam.example', 'Workstations'),
  kiosk: place('DESKTOP-K7Q2M1P', 'Workstations'),
  design: place('mbp-design-03.local', 'Workstations'),
  asa: place('LAPTOP-ÅSA', 'Workstations'),
  domainController: place('fab-dc-01.fabrikam.example', 'Servers'),
  files: place('fab-file-01.fabrikam.example', 'Servers'),
  database: place('FAB-SQL-02.fabrikam.example', 'Servers'),
  web: place('fab-web-04', 'Servers'),
  backup: place('fab-bkp-01.fabrikam.example', 'Servers'),
  finance: place('FAB-EXEC-CFO', 'Executives'),
  chief: place('fab-exec-ceo.fabrikam.example', 'Executives'),
  build: place('vm-build-7.q3v0ymxk2hbufd1tqzlw5nrcec.bx.internal.fabrikam.example', null),
  printer: place('printer-3f-west', null),
} as const

const MINUTE = 60_000
const DAY = 86_400_000

/** Every machine in the API's own shape, as of `now`. */
export function openingMachines(now: number): readonly unknown[] {
  const machine = (
    { id, name, group }: Place,
    ip: string,
    seenMsAgo: number,
    as: Readonly<Record<string, unknown>> = {},
  ): unknown => ({
    id,
    mergedIntoMachineId: null,
    isPotentialDuplication: false,
    isExcluded: false,
    exclusionReason: null,
    computerDnsName: name,
    firstSeen: stamp(now - 400 * DAY, 6),
    lastSeen: stamp(now - seenMsAgo, 7),
    osPlatform: 'Windows11',
    osVersion: null,
    osProcessor: 'x64',
    version: '24H2',
    lastIpAddress: ip,
    lastExternalIpAddress: '203.0.113.20',
    agentVersion: '10.8795.26100.4061',
    osBuild: 26100,
    healthStatus: 'Active',
    deviceValue: 'Normal',
    rbacGroupId: GROUP_IDS[group as MachineGroup] ?? 0,
    rbacGroupName: group,
    riskScore: 'None',
    exposureLevel: 'Low',
    isAadJoined: true,
    aadDeviceId: `${id.slice(0, 8)}-0d1e-4f2a-8b3c-${id.slice(8, 20)}`,
    machineTags: [],
    defenderAvStatus: 'Updated',
    onboardingStatus: 'Onboarded',
    osArchitecture: '64-bit',
    managedBy: 'Intune',
    managedByStatus: 'Success',
    ipAddresses: [
      { ipAddress: ip, macAddress: id.slice(0, 12).toUpperCase(), type: 'Ethernet', operationalStatus: 'Up' },
      { ipAddress: '', macAddress: null, type: 'Wireless80211', operationalStatus: 'Down' },
    ],
    vmMetadata: null,
    ...as,
  })
  const server = { osPlatform: 'WindowsServer2022', version: '21H2', osBuild: 20348, isAadJoined: false, aadDeviceId: null }
  const unix = { osBuild: null, isAadJoined: null, aadDeviceId: null, managedBy: 'MicrosoftDefenderForEndpoint' }

  return [
    machine(PLACES.frontDesk, '10.20.1.47', 90 * MINUTE, { riskScore: 'Low', machineTags: ['Reception'] }),
    machine(PLACES.frontDeskBefore, '10.20.1.47', 210 * DAY, {
      osPlatform: 'Windows10',
      version: '22H2',
      osBuild: 19045,
      healthStatus: 'Inactive',
      exposureLevel: 'Medium',
      mergedIntoMachineId: PLACES.frontDesk.id,
      isPotentialDuplication: true,
      riskScore: null,
    }),
    machine(PLACES.accounting, '10.20.1.112', 35 * MINUTE, { riskScore: 'High', exposureLevel: 'Medium' }),
    machine(PLACES.kiosk, '10.20.7.9', 19 * 60 * MINUTE, {
      deviceValue: 'Low',
      machineTags: ['Kiosk', ''],
      version: '23H2',
      osBuild: 22631,
    }),
    machine(PLACES.design, '10.20.2.31', 240 * MINUTE, {
      ...unix,
      osPlatform: 'macOS',
      version: '15.6',
      agentVersion: '101.25062.7',
      osProcessor: 'arm64',
      riskScore: 'Informational',
    }),
    machine(PLACES.asa, '10.20.1.203', 65 * MINUTE, { riskScore: 'Medium', exposureLevel: null }),
    machine(PLACES.domainController, '10.20.0.10', 20 * MINUTE, {
      ...server,
      deviceValue: 'High',
      riskScore: 'Medium',
      exposureLevel: 'High',
      machineTags: ['Domain Controller', 'Tier 0'],
    }),
    machine(PLACES.files, '10.20.0.21', 50 * MINUTE, {
      ...server,
      deviceValue: 'High',
      riskScore: 'High',
      exposureLevel: 'Medium',
    }),
    machine(PLACES.database, '10.20.0.32', 70 * MINUTE, {
      ...server,
      deviceValue: 'High',
      riskScore: 'Low',
      machineTags: ['PCI'],
    }),
    machine(PLACES.web, '10.20.0.44', 130 * MINUTE, {
      ...unix,
      osPlatform: 'Ubuntu',
      version: '22.4',
      agentVersion: '30.126042.5.0',
      riskScore: 'High',
      exposureLevel: 'High',
      defenderAvStatus: 'NotSupported',
      lastExternalIpAddress: '198.51.100.44',
      machineTags: ['Internet-facing'],
    }),
    machine(PLACES.backup, '10.20.0.61', 41 * DAY, {
      ...server,
      healthStatus: 'Inactive',
      riskScore: 'None',
      defenderAvStatus: 'Unknown',
    }),
    machine(PLACES.finance, '10.20.3.12', 45 * MINUTE, { deviceValue: 'High', riskScore: 'Medium', exposureLevel: 'Medium' }),
    machine(PLACES.chief, '10.20.3.10', 300 * MINUTE, {
      deviceValue: 'High',
      riskScore: 'None',
      healthStatus: 'ImpairedCommunication',
    }),
    machine(PLACES.build, '10.80.4.7', 15 * MINUTE, {
      ...server,
      riskScore: 'Low',
      deviceValue: null,
      managedBy: 'Unknown',
      lastExternalIpAddress: null,
    }),
    machine(PLACES.printer, '10.20.9.3', 5 * DAY, {
      osPlatform: 'Other',
      version: 'Other',
      osProcessor: null,
      osArchitecture: null,
      osBuild: null,
      agentVersion: null,
      onboardingStatus: 'CanBeOnboarded',
      healthStatus: 'Unknown',
      isAadJoined: null,
      aadDeviceId: null,
      riskScore: null,
      ...{
        exposureLevel: 'None',
        defenderAvStatus: 'Unknown',
        managedBy: 'Unknown',
        managedByStatus: 'Unknown',
        lastExternalIpAddress: null,
      },
    }),
  ]
}
