import { createHash } from 'node:crypto'
import * as z from 'zod/v4'
import type { Alert, Evidence, Open } from '../../domain/alert.ts'
import { SEVERITIES, STATUSES } from '../../domain/alert.ts'
import type { AlertId, IncidentId, MachineId } from '../../domain/ids.ts'
import { instant, list, machineId, text, texts, whole } from './fields.ts'

const person = z.object({ userName: text, domainName: text }).nullable().catch(null)
const comment = z.object({ comment: text, createdBy: text, createdTime: instant })

const shape = z.object({
  id: z.union([z.string().min(1).max(200), z.number().transform(String)]),
  title: text,
  description: text,
  severity: text,
  status: text,
  incidentId: whole,
  machineId,
  computerDnsName: text,
  rbacGroupName: text,
  category: text,
  detectionSource: text,
  threatName: text,
  threatFamilyName: text,
  classification: text,
  determination: text,
  assignedTo: text,
  relatedUser: person,
  alertCreationTime: instant,
  firstEventTime: instant,
  lastEventTime: instant,
  lastUpdateTime: instant,
  resolvedTime: instant,
  mitreTechniques: texts,
  comments: list,
  evidence: list,
})

const piece = z.object({
  entityType: text,
  fileName: text,
  filePath: text,
  sha1: text,
  sha256: text,
  processCommandLine: text,
  processId: whole,
  parentProcessFileName: text,
  ipAddress: text,
  url: text,
  registryHive: text,
  registryKey: text,
  accountName: text,
  domainName: text,
})

/** Alerts that a reader keeps: each reading looks at the last minutes once more, and most of them have not changed. */
const MOST_KEPT = 2000

/** A reader of alerts that does not parse again what it has just parsed. */
export function createAlertParser(): (raw: unknown) => Alert {
  const kept = new Map<string, Alert>()
  return (raw) => {
    const version = versionOf(raw)
    const alert = kept.get(version) ?? parse(raw, version)
    kept.delete(version)
    kept.set(version, alert)
    for (const [oldest] of kept) {
      if (kept.size <= MOST_KEPT) break
      kept.delete(oldest)
    }
    return alert
  }
}

/**
 * Reads one alert as Defender sent it (Alert resource). Every field may be absent, null or of an unknown value.
 * What is no alert at all becomes an unreadable one, under its own id or one made from its content.
 */
export function parseAlert(raw: unknown): Alert {
  return parse(raw, versionOf(raw))
}

/** Differs when anything about the alert does. */
function versionOf(raw: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(raw) ?? '')
    .digest('hex')
    .slice(0, 32)
}

function parse(raw: unknown, version: string): Alert {
  const { success, data } = shape.safeParse(raw)
  if (!success || (data.title === null && data.severity === null)) return unreadable(raw, version)
  const evidence = data.evidence.flatMap(parseEvidence)
  return {
    id: data.id as AlertId,
    version,
    readable: true,
    title: data.title ?? 'Alert without a title',
    description: data.description,
    severity: open(SEVERITIES, data.severity),
    status: open(STATUSES, data.status),
    incidentId: data.incidentId as IncidentId | null,
    machine: data.machineId ? { id: data.machineId as MachineId, name: data.computerDnsName } : null,
    machineGroup: data.rbacGroupName,
    category: data.category === 'None' || data.category === 'null' ? null : data.category,
    detectionSource: data.detectionSource,
    threat: data.threatName ?? data.threatFamilyName,
    classification: data.classification,
    determination: data.determination,
    assignedTo: data.assignedTo,
    user:
      account(data.relatedUser?.domainName, data.relatedUser?.userName) ??
      evidence.find(({ type }) => type === 'User')?.account ??
      null,
    createdAt: data.alertCreationTime,
    firstEventAt: data.firstEventTime,
    lastEventAt: data.lastEventTime,
    updatedAt: data.lastUpdateTime,
    resolvedAt: data.resolvedTime,
    mitreTechniques: data.mitreTechniques,
    comments: data.comments.flatMap(parseComment),
    evidence,
  }
}

function open<const T extends string>(known: readonly T[], word: string | null): Open<T> {
  return known.find((one) => one === word) ?? { unknown: word ?? 'Not given' }
}

function account(domain: string | null | undefined, name: string | null | undefined): string | null {
  if (!name) return null
  return domain ? `${domain}\\${name}` : name
}

function parseEvidence(raw: unknown): Evidence[] {
  const { success, data } = piece.safeParse(raw)
  if (!success) return []
  return [
    {
      type: data.entityType ?? 'Unknown',
      fileName: data.fileName,
      filePath: data.filePath,
      sha1: data.sha1,
      sha256: data.sha256,
      commandLine: data.processCommandLine,
      processId: data.processId,
      parentFileName: data.parentProcessFileName,
      ipAddress: data.ipAddress,
      url: data.url,
      registry: data.registryKey ? [data.registryHive, data.registryKey].filter(Boolean).join('\\') : null,
      account: account(data.domainName, data.accountName),
    },
  ]
}

function parseComment(raw: unknown): Alert['comments'] {
  const { success, data } = comment.safeParse(raw)
  return success && data.comment ? [{ text: data.comment, by: data.createdBy, at: data.createdTime }] : []
}

function unreadable(raw: unknown, version: string): Alert {
  const own = z.object({ id: z.string().min(1).max(200) }).safeParse(raw)
  return {
    id: (own.success ? own.data.id : `unread-${version}`) as AlertId,
    version,
    readable: false,
    title: 'An alert that PocketSOC could not read',
    description: null,
    severity: { unknown: 'Not given' },
    status: { unknown: 'Not given' },
    incidentId: null,
    machine: null,
    machineGroup: null,
    category: null,
    detectionSource: null,
    threat: null,
    classification: null,
    determination: null,
    assignedTo: null,
    user: null,
    createdAt: null,
    firstEventAt: null,
    lastEventAt: null,
    updatedAt: null,
    resolvedAt: null,
    mitreTechniques: [],
    comments: [],
    evidence: [],
  }
}
