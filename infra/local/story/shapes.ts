import { createHash } from 'node:crypto'
import { TENANT_ID } from '../world.ts'

/** A machine as the story tells of it; `name` may be shared by an older record of the same computer. */
export interface Place {
  readonly id: string
  readonly name: string
  readonly group: string | null
}

/** What the author of an alert says; the rest of the API's properties follow from it. */
export interface Draft {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly severity: string
  readonly category: string | null
  readonly incident: number | null
  readonly place: Place | null
  /** Milliseconds since 1970: the event, then the alert about it. */
  readonly eventAt: number
  readonly createdAt: number
  readonly techniques?: readonly string[]
  readonly user?: string
  readonly evidence?: readonly Clue[]
  /** Properties to set as they stand, over all the others. */
  readonly as?: Readonly<Record<string, unknown>>
}

/** A piece of evidence: the properties that have a value. */
export type Clue = Readonly<Record<string, string | number>> & { readonly entityType: string }

const CLUE_PROPERTIES = [
  'sha1 sha256 fileName filePath processId processCommandLine processCreationTime parentProcessId parentProcessCreationTime',
  'parentProcessFileName parentProcessFilePath ipAddress url registryKey registryHive registryValueType registryValue',
  'registryValueName accountName domainName userSid aadUserId userPrincipalName detectionStatus',
]
/** Evidence is flat: every property is there, most are null. */
const NO_CLUE = Object.fromEntries(CLUE_PROPERTIES.flatMap((names) => names.split(' ')).map((name) => [name, null]))

/** A time in the API's form with none to seven fractional digits, all of which occur. */
export function stamp(ms: number, digits: number): string {
  const second = new Date(ms).toISOString().slice(0, 19)
  const fraction = `${String(ms % 1000).padStart(3, '0')}4827`.slice(0, digits)
  return `${second}${fraction && '.'}${fraction}Z`
}

/** A made-up digest that stays the same: machine ids and file hashes of the story. */
export const digest = (kind: 'sha1' | 'sha256', of: string): string => createHash(kind).update(`fabrikam ${of}`).digest('hex')

/** A file as evidence, with its hashes. */
export const file = (filePath: string, fileName: string, detectionStatus = 'Detected'): Clue => ({
  entityType: 'File',
  fileName,
  filePath,
  sha1: digest('sha1', fileName),
  sha256: digest('sha256', fileName),
  detectionStatus,
})

/** A process as evidence, with the one that started it. */
export const process = (
  filePath: string,
  fileName: string,
  processId: number,
  processCommandLine: string,
  parent: string,
): Clue => ({
  ...file(filePath, fileName),
  entityType: 'Process',
  processId,
  processCommandLine,
  parentProcessId: processId - 1204,
  parentProcessFileName: parent,
  parentProcessFilePath: filePath,
})

/** An account of Fabrikam's domain as evidence. */
export const user = (accountName: string): Clue => ({
  entityType: 'User',
  accountName,
  domainName: 'FABRIKAM',
  userSid: `S-1-5-21-1004336348-1177238915-682003330-${1000 + accountName.length * 37}`,
  userPrincipalName: `${accountName}@fabrikam.example`,
})

/** An address on the network as evidence. */
export const ip = (ipAddress: string): Clue => ({ entityType: 'Ip', ipAddress })

/** A web address as evidence. */
export const url = (address: string): Clue => ({ entityType: 'Url', url: address })

/** An alert in the API's own shape. */
export function alert(draft: Draft): Readonly<Record<string, unknown>> {
  const { eventAt, createdAt, place } = draft
  const created = stamp(createdAt, 7)
  return {
    id: draft.id,
    incidentId: draft.incident,
    investigationId: null,
    assignedTo: null,
    severity: draft.severity,
    status: 'New',
    classification: null,
    determination: null,
    investigationState: 'UnsupportedAlertType',
    detectionSource: 'WindowsDefenderAtp',
    detectorId: `${digest('sha1', draft.title).slice(0, 8)}-5b1e-4c1f-9d3a-2f60fab21c00`,
    category: draft.category,
    threatFamilyName: null,
    title: draft.title,
    description: draft.description,
    alertCreationTime: created,
    firstEventTime: stamp(eventAt, 7),
    lastEventTime: stamp(eventAt + 41_000, 3),
    lastUpdateTime: stamp(createdAt, 2),
    resolvedTime: null,
    machineId: place?.id ?? null,
    computerDnsName: place?.name ?? null,
    rbacGroupName: place?.group ?? null,
    aadTenantId: TENANT_ID,
    threatName: null,
    mitreTechniques: draft.techniques ?? [],
    relatedUser: draft.user ? { userName: draft.user, domainName: 'FABRIKAM' } : null,
    loggedOnUsers: draft.user ? [{ accountName: draft.user, domainName: 'FABRIKAM' }] : [],
    comments: [],
    evidence: (draft.evidence ?? []).map((clue) => ({
      evidenceCreationTime: created,
      ...NO_CLUE,
      ...clue,
      ...(clue.entityType === 'Process'
        ? { processCreationTime: stamp(eventAt, 6), parentProcessCreationTime: stamp(eventAt - 95_000, 5) }
        : {}),
    })),
    domains: [],
    ...draft.as,
  }
}
