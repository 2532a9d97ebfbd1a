/** The states that a card can show, each once. */
import { wanted } from '../domain/action-kind.ts'
import type { Alert } from '../domain/alert.ts'
import type { Asked } from '../domain/asked.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Containment } from '../domain/containment.ts'
import type { ActionId, AlertId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { Standing } from '../domain/standing.ts'
import { sampleAlert, sampleApproval, sampleCase, sampleIntent, sampleMachine, sampleReview } from './samples.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const LATER = '2026-11-05T09:05:00.0000000Z' as Instant

const asked = (over: Partial<Asked> = {}): Asked => ({
  by: 'Robin',
  recorded: 'robin@fabrikam.example',
  matches: true,
  at: AT,
  ...over,
})
/** Every state that a machine's isolation can be in, by a name for test titles. */
export const CONTAINMENTS: Readonly<Record<string, Containment>> = {
  unknown: { is: 'unknown' },
  none: { is: 'none' },
  asking: { is: 'asking', verb: 'isolate', asked: asked(), unclear: false },
  unclear: { is: 'asking', verb: 'unisolate', asked: asked(), unclear: true },
  waiting: { is: 'isolating', asked: asked(), started: false, triedUntil: LATER },
  isolating: { is: 'isolating', asked: asked(), started: true, triedUntil: LATER },
  isolated: { is: 'isolated', asked: asked(), selective: false, since: LATER },
  'isolated by somebody else': { is: 'isolated', asked: asked({ by: null, matches: null }), selective: true, since: LATER },
  'isolated as another': {
    is: 'isolated',
    asked: asked({ recorded: 'eve@fabrikam.example', matches: false }),
    selective: false,
    since: LATER,
  },
  releasing: { is: 'releasing', asked: asked(), started: false, triedUntil: LATER },
  released: { is: 'released', asked: asked(), since: LATER },
  'timed out': { is: 'failed', verb: 'isolate', status: 'TimeOut', asked: asked(), contained: false, at: LATER },
  'release failed': { is: 'failed', verb: 'unisolate', status: 'Failed', asked: asked(), contained: true, at: LATER },
  cancelled: { is: 'failed', verb: 'isolate', status: 'Cancelled', asked: asked(), contained: false, at: LATER },
  'a new status': { is: 'failed', verb: 'isolate', status: 'Evaporated', asked: asked(), contained: false, at: LATER },
  refused: {
    is: 'refused',
    verb: 'isolate',
    intent: sampleIntent({ state: 'refused', refusal: 'defender-refused' }),
    asked: asked(),
    contained: false,
  },
  'refused to the app': {
    is: 'refused',
    verb: 'isolate',
    intent: sampleIntent({ state: 'refused', refusal: 'app-refused', mode: 'application' }),
    asked: asked(),
    contained: false,
  },
  lost: { is: 'lost', verb: 'isolate', asked: asked(), contained: false },
}
const action = (over: Partial<MachineAction>): MachineAction => ({
  id: '00000000-0000-4000-8000-000000000001' as ActionId,
  type: 'RunAntiVirusScan',
  status: 'Pending',
  scope: null,
  sha1: null,
  requestor: 'robin@fabrikam.example',
  comment: null,
  cancellationComment: null,
  source: 'PublicApi',
  machineId: sampleMachine().id,
  createdAt: AT,
  updatedAt: LATER,
  ...over,
})
const scan = { family: 'scan', asked: asked(), lastDone: null } as const
const SCAN = { ...sampleIntent(), ...wanted('scan') }

/** States of what else was asked of a machine, by a name for test titles. */
export const STANDINGS: Readonly<Record<string, Standing>> = {
  'asking to scan': { ...scan, is: 'asking', intent: SCAN },
  'unclear whether it scans': { ...scan, is: 'asking', intent: { ...SCAN, state: 'unknown' } },
  'asking to cancel': { ...scan, is: 'asking', intent: { ...SCAN, verb: 'cancel' } },
  scanning: { ...scan, is: 'under-way', action: action({ status: 'InProgress', scope: 'Quick' }) },
  scanned: { ...scan, is: 'ended', action: action({ status: 'Succeeded', scope: 'Full' }) },
  'scanned by somebody else': {
    ...scan,
    is: 'ended',
    action: action({ status: 'Succeeded' }),
    asked: asked({ recorded: 'eve@fabrikam.example', matches: false }),
  },
  'a new status': { ...scan, is: 'ended', action: action({ status: { unknown: 'Evaporated' } }) },
  'scan cancelled': { ...scan, is: 'ended', action: action({ status: 'Cancelled' }) },
  'scan refused': { ...scan, is: 'refused', intent: { ...SCAN, state: 'refused', refusal: 'defender-refused' } },
  'scan lost': { ...scan, is: 'lost', intent: { ...SCAN, state: 'lost' } },
  collected: {
    ...scan,
    family: 'package',
    lastDone: 'CollectInvestigationPackage',
    is: 'ended',
    action: action({ type: 'CollectInvestigationPackage', status: 'Succeeded' }),
  },
  restricted: {
    ...scan,
    family: 'restriction',
    lastDone: 'RestrictCodeExecution',
    is: 'ended',
    action: action({ type: 'RestrictCodeExecution', status: 'Succeeded' }),
  },
  stopping: {
    ...scan,
    family: `file:${'ab'.repeat(20)}`,
    is: 'under-way',
    action: action({ type: 'StopAndQuarantineFile', sha1: 'ab'.repeat(20) }),
  },
}

const many = (count: number, over: Partial<Alert> = {}) =>
  Array.from({ length: count }, (_, i) => sampleAlert({ id: `a${i}` as AlertId, ...over }))
/** Every kind of case, by a name for test titles. */
export const FILES: Readonly<Record<string, Partial<CaseFile>>> = {
  'one alert': {},
  'many alerts': { alerts: many(10), totals: { alerts: 22, unresolved: 22, severityRank: 4 } },
  'in progress, assigned': { alerts: [sampleAlert({ status: 'InProgress', assignedTo: 'anna@fabrikam.example' })] },
  'an unknown severity and status': {
    alerts: [sampleAlert({ severity: { unknown: 'Critical' }, status: { unknown: 'Parked' } })],
    totals: { alerts: 1, unresolved: 1, severityRank: 5 },
  },
  resolved: {
    case: sampleCase({ closedAt: AT }),
    alerts: [sampleAlert({ status: 'Resolved', classification: 'TruePositive', determination: 'Malware' })],
    totals: { alerts: 1, unresolved: 0, severityRank: -1 },
  },
  'without a machine': { case: sampleCase({ machineId: null }), alerts: [sampleAlert({ machine: null })], machine: null },
  'without an incident': { case: sampleCase({ incidentId: null }), alerts: [sampleAlert({ incidentId: null })] },
  'a machine that could not be read': { machine: null },
  'not onboarded': { machine: sampleMachine({ onboardingStatus: 'CanBeOnboarded' }) },
  unreadable: {
    case: sampleCase({ incidentId: null, machineId: null }),
    alerts: [sampleAlert({ readable: false, machine: null, incidentId: null })],
    machine: null,
  },
  reviewed: { containment: { is: 'isolated', asked: asked(), selective: false, since: LATER }, review: sampleReview() },
  'approval asked': { approvals: [sampleApproval()] },
  'approval asked elsewhere': { approvals: [sampleApproval({ request: { ...sampleApproval().request, caseId: null } })] },
  'actions stopped': { stop: { by: sampleApproval().askedBy, at: AT, except: [] } },
  mentioned: { mention: { id: 'lena@fabrikam.example', name: 'Lena Lead' } },
}
