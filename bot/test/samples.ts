/** Whole domain objects for tests that care about one or two of their fields. */
import { wanted } from '../domain/action-kind.ts'
import type { Alert, Evidence } from '../domain/alert.ts'
import type { Approval } from '../domain/approval.ts'
import type { Batch } from '../domain/batch.ts'
import type { Case, CaseFile } from '../domain/case.ts'
import type { Conversation } from '../domain/conversation.ts'
import type {
  ActionId,
  AlertId,
  ApprovalId,
  BatchId,
  CaseId,
  ConversationId,
  IncidentId,
  IntentId,
  MachineId,
  PersonId,
  RuleId,
  TriageId,
} from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { Policy, Where } from '../domain/policy.ts'
import type { Rule } from '../domain/rule.ts'
import type { Triage } from '../domain/triage.ts'

const AT = '2026-11-02T09:05:00.0000000Z' as Instant
const MACHINE = 'ab'.repeat(20) as MachineId

/** A file that an alert names as evidence. */
export function sampleFile(over: Partial<Evidence> = {}): Evidence {
  return {
    type: 'File',
    fileName: 'Mimikatz.exe',
    filePath: String.raw`C:\Temp`,
    sha1: '6'.repeat(40),
    sha256: null,
    commandLine: null,
    processId: null,
    parentFileName: null,
    ipAddress: null,
    url: null,
    registry: null,
    account: null,
    ...over,
  }
}

/** A high alert on a server. */
export function sampleAlert(over: Partial<Alert> = {}): Alert {
  return {
    id: 'da638400000000000001_-17' as AlertId,
    version: 'v1',
    readable: true,
    title: 'Credential dumping on a server',
    description: 'A process read the memory of LSASS.',
    severity: 'High',
    status: 'New',
    incidentId: 812 as IncidentId,
    machine: { id: MACHINE, name: 'srv-db-02.fabrikam.example' },
    machineGroup: 'Servers',
    category: 'CredentialAccess',
    detectionSource: 'WindowsDefenderAtp',
    threat: null,
    classification: null,
    determination: null,
    assignedTo: null,
    user: 'FABRIKAM\\svc-backup',
    createdAt: AT,
    firstEventAt: AT,
    lastEventAt: AT,
    updatedAt: AT,
    resolvedAt: null,
    mitreTechniques: ['T1003.001'],
    comments: [],
    evidence: [],
    ...over,
  }
}

/** The machine of `sampleAlert`. */
export function sampleMachine(over: Partial<Machine> = {}): Machine {
  return {
    id: MACHINE,
    name: 'srv-db-02.fabrikam.example',
    machineGroup: 'Servers',
    osPlatform: 'WindowsServer2022',
    version: '21H2',
    agentVersion: '10.8795.26100.4061',
    riskScore: 'High',
    exposureLevel: 'Medium',
    deviceValue: 'High',
    healthStatus: 'Active',
    onboardingStatus: 'Onboarded',
    tags: [],
    lastIpAddress: '10.20.0.12',
    lastExternalIpAddress: '203.0.113.7',
    firstSeenAt: AT,
    lastSeenAt: AT,
    readAt: AT,
    ...over,
  }
}

/** A channel called "SOC / High severity". */
export function sampleConversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: '19:high@thread.tacv2' as ConversationId,
    kind: 'channel',
    team: { id: '19:general@thread.tacv2', name: 'SOC' },
    name: 'High severity',
    personId: null,
    tenantId: '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001',
    serviceUrl: 'https://smba.trafficmanager.net/emea/6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001/',
    state: 'live',
    updatedAt: AT,
    ...over,
  }
}

/** A rule that admits everything from Informational up. */
export function sampleRule(over: Partial<Rule> = {}): Rule {
  return {
    id: 'r0000001' as RuleId,
    conversationId: sampleConversation().id,
    leastSeverity: 'Informational',
    statuses: [],
    machineGroups: [],
    since: null,
    mention: null,
    createdAt: AT,
    createdBy: null,
    reviewMs: null,
    confirmedAt: AT,
    ...over,
  }
}

/** An open case that is not posted yet. */
export function sampleCase(over: Partial<Case> = {}): Case {
  return {
    id: 'c'.repeat(24) as CaseId,
    conversationId: sampleConversation().id,
    incidentId: 812 as IncidentId,
    machineId: MACHINE,
    ruleId: sampleRule().id,
    severityRank: 4,
    revision: 1,
    openedAt: AT,
    closedAt: null,
    activityId: null,
    postedAt: null,
    confirmUntil: null,
    ...over,
  }
}

/** What the card of `sampleCase` is rendered from. */
export function sampleCaseFile(over: Partial<CaseFile> = {}): CaseFile {
  return {
    case: sampleCase(),
    hidden: false,
    conversation: sampleConversation(),
    alerts: [sampleAlert()],
    totals: { alerts: 1, unresolved: 1, severityRank: 4 },
    machine: sampleMachine(),
    containment: { is: 'none' },
    review: null,
    besides: [],
    generation: 0,
    granted: null,
    stop: null,
    approvals: [],
    counted: new Map(),
    mention: null,
    ...over,
  }
}

/** An intent of Robin's to isolate `sampleMachine`, just asked. */
export function sampleIntent(over: Partial<Intent> = {}): Intent {
  return {
    id: '00000000000000aa' as IntentId,
    machineId: MACHINE,
    family: 'containment',
    verb: 'isolate',
    isolationType: 'Full',
    scanType: null,
    sha1: null,
    cancels: null,
    cancelsType: null,
    reason: 'Credential dumping',
    caseId: sampleCase().id,
    conversationId: sampleConversation().id,
    person: { id: 'oid-robin' as PersonId, name: 'Robin' },
    mode: 'delegated',
    upn: 'robin@fabrikam.example',
    approval: null,
    state: 'asked',
    actionId: null,
    refusal: null,
    askedAt: AT,
    sentAt: null,
    closedAt: null,
    ...over,
  }
}

/** A wish of Robin's to take `sampleAlert`, just asked. */
export function sampleTriage(over: Partial<Triage> = {}): Triage {
  return {
    id: '00000000000000bb' as TriageId,
    alertIds: [sampleAlert().id],
    change: { status: 'InProgress', assignedTo: 'robin@fabrikam.example', verdict: null, comment: null },
    person: { id: 'oid-robin' as PersonId, name: 'Robin' },
    mode: 'delegated',
    upn: 'robin@fabrikam.example',
    caseId: sampleCase().id,
    machineId: MACHINE,
    state: 'asked',
    refusal: null,
    updated: 0,
    askedAt: AT,
    closedAt: null,
    ...over,
  }
}

/** The isolation of `sampleMachine` as Defender tells of it when it is done, made in the portal. */
export function sampleAction(over: Partial<MachineAction> = {}): MachineAction {
  return {
    id: '00000000-0000-4000-8000-000000000001' as ActionId,
    type: 'Isolate',
    status: 'Succeeded',
    scope: 'Full',
    sha1: null,
    requestor: 'robin@fabrikam.example',
    comment: null,
    cancellationComment: null,
    source: 'Portal',
    machineId: MACHINE,
    createdAt: AT,
    updatedAt: AT,
    ...over,
  }
}

const NOWHERE: Where = { servers: false, deviceValues: [], machineGroups: [], machineTags: [], kinds: [] }

/** A policy that holds nothing back, and knows a domain controller and a Hyper-V host by their tags. */
export function samplePolicy(over: Partial<Policy> = {}): Policy {
  return {
    verbs: {
      isolate: 'braked',
      unisolate: 'free',
      contain: 'braked',
      scan: 'free',
      restrict: 'braked',
      unrestrict: 'free',
      collect: 'free',
      quarantine: 'braked',
      cancel: 'free',
    },
    kinds: { domainController: ['Domain Controller'], hyperVHost: ['Hyper-V'], fullTunnelVpn: ['Full-Tunnel VPN'] },
    never: NOWHERE,
    secondPerson: {
      where: NOWHERE,
      machinesAnHour: { byOnePerson: null, inTheTenant: null },
      withinMinutes: 30,
      tell: null,
    },
    breakGlass: ['Lead'],
    whileStopped: [],
    ...over,
  }
}

/** The review of `sampleAction`, Robin's, due a day later. */
export function sampleReview(over: Partial<IsolationReview> = {}): IsolationReview {
  return {
    id: sampleAction().id,
    machineId: MACHINE,
    owner: { id: 'oid-robin' as PersonId, name: 'Robin' },
    caseId: sampleCase().id,
    since: AT,
    dueAt: '2026-11-03T09:05:00.0000000Z' as Instant,
    asked: null,
    endedAt: null,
    revision: 1,
    ...over,
  }
}

/** Robin's request to have `sampleMachine` isolated, which waits. */
export function sampleApproval(over: Partial<Approval> = {}): Approval {
  return {
    id: '00000000000000bb' as ApprovalId,
    request: {
      machineId: MACHINE,
      ...wanted('isolate'),
      reason: 'Credential dumping',
      caseId: sampleCase().id,
      conversationId: sampleConversation().id,
      generation: 0,
    },
    askedBy: { id: 'oid-robin' as PersonId, name: 'Robin' },
    because: ['its device value is High'],
    askedAt: AT,
    endsAt: '2026-11-02T09:35:00.0000000Z' as Instant,
    state: 'waiting',
    endedBy: null,
    endedAt: null,
    ...over,
  }
}

/** A batch of Robin's that isolates two machines, just begun. */
export function sampleBatch(over: Partial<Batch> = {}): Batch {
  const waiting = { generation: 0, state: 'waiting', intentId: null, why: null } as const
  return {
    id: '00000000000000cc' as BatchId,
    person: { id: 'oid-robin' as PersonId, name: 'Robin' },
    verb: 'isolate',
    isolationType: 'Full',
    reason: 'Ransomware',
    state: 'running',
    run: 1,
    revision: 1,
    why: null,
    stoppedBy: null,
    waitsUntil: null,
    told: null,
    beganAt: AT,
    heardAt: AT,
    endedAt: null,
    items: [
      { machineId: MACHINE, ...waiting },
      { machineId: 'cd'.repeat(20) as MachineId, ...waiting },
    ],
    ...over,
  }
}
