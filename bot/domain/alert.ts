import type { AlertId, IncidentId, MachineId } from './ids.ts'
import type { Instant } from './instant.ts'

/** Severities that Defender documents, lowest first. */
export const SEVERITIES = ['UnSpecified', 'Informational', 'Low', 'Medium', 'High'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Statuses that Defender documents. */
export const STATUSES = ['Unknown', 'New', 'InProgress', 'Resolved'] as const
export type Status = (typeof STATUSES)[number]

/**
 * A value from an open list: one that we know, or Defender's own word for one that we don't. A word that we don't
 * know is shown as it came and admitted by every rule, because losing an alert is worse than showing it.
 */
export type Open<T extends string> = T | { readonly unknown: string }

/** One piece of evidence, reduced to what people look at. */
export interface Evidence {
  /** Defender's entity type: File, Process, User, Ip, Url, Registry or one that came later. */
  readonly type: string
  readonly fileName: string | null
  readonly filePath: string | null
  readonly sha1: string | null
  readonly sha256: string | null
  readonly commandLine: string | null
  readonly processId: number | null
  readonly parentFileName: string | null
  readonly ipAddress: string | null
  readonly url: string | null
  readonly registry: string | null
  readonly account: string | null
}

/** An alert as Defender last told it. Every text is written by outsiders. */
export interface Alert {
  readonly id: AlertId
  /** Changes whenever anything that Defender said of the alert changes. */
  readonly version: string
  /** False when Defender's answer could not be read as an alert: then only `id` and `version` mean something. */
  readonly readable: boolean
  readonly title: string
  readonly description: string | null
  readonly severity: Open<Severity>
  readonly status: Open<Status>
  readonly incidentId: IncidentId | null
  readonly machine: { readonly id: MachineId; readonly name: string | null } | null
  /** The name of the machine group, `null` for a machine in none. */
  readonly machineGroup: string | null
  readonly category: string | null
  readonly detectionSource: string | null
  readonly threat: string | null
  readonly classification: string | null
  readonly determination: string | null
  readonly assignedTo: string | null
  /** `DOMAIN\user` of the person concerned, where Defender names one. */
  readonly user: string | null
  readonly createdAt: Instant | null
  readonly firstEventAt: Instant | null
  readonly lastEventAt: Instant | null
  readonly updatedAt: Instant | null
  readonly resolvedAt: Instant | null
  readonly mitreTechniques: readonly string[]
  readonly comments: readonly { readonly text: string; readonly by: string | null; readonly at: Instant | null }[]
  readonly evidence: readonly Evidence[]
}

/** Rank for comparing severities: higher is more urgent; a word that we don't know ranks above all. */
export function severityRank(severity: Open<Severity>): number {
  return typeof severity === 'string' ? SEVERITIES.indexOf(severity) : SEVERITIES.length
}

/** Defender's word for a value. */
export function wordOf(value: Open<string>): string {
  return typeof value === 'string' ? value : value.unknown
}

/** Whether there is nothing left to do about the alert. */
export function isResolved(alert: Alert): boolean {
  return alert.status === 'Resolved'
}

/** What decides who may see an alert. */
export type AlertPlace = Pick<Alert, 'id' | 'machine' | 'machineGroup'>
