import type { Alert, Evidence } from '../domain/alert.ts'
import { severityRank, wordOf } from '../domain/alert.ts'
import type { TabAlert, TabAlertRow } from '../tab-contract/alerts.ts'

/** An alert in a list. */
export function alertRow(alert: Alert): TabAlertRow {
  const { id, title, severity, status, incidentId, machine, machineGroup, assignedTo, createdAt, lastEventAt } = alert
  return {
    id,
    title,
    severity: wordOf(severity),
    severityRank: severityRank(severity),
    status: wordOf(status),
    incidentId,
    machine,
    machineGroup,
    assignedTo,
    createdAt,
    lastEventAt,
  }
}

/** What an alert is shown with. */
export interface AlertContext {
  readonly sameIncident: readonly Alert[]
  /** The Defender portal, without a slash at its end. */
  readonly portalUrl: string
  readonly asOf: string | null
}

/** An alert with everything that Defender said of it. */
export function alertView(alert: Alert, { sameIncident, portalUrl, asOf }: AlertContext): TabAlert {
  const { description, category, detectionSource, threat, classification, determination, user } = alert
  const { firstEventAt, updatedAt, resolvedAt, mitreTechniques, comments } = alert
  return {
    ...alertRow(alert),
    description,
    category,
    detectionSource,
    threat,
    classification,
    determination,
    user,
    firstEventAt,
    updatedAt,
    resolvedAt,
    mitreTechniques,
    comments,
    evidence: alert.evidence.map((piece) => ({ type: piece.type, facts: factsOf(piece) })),
    sameIncident: sameIncident.filter(({ id }) => id !== alert.id).map(alertRow),
    portalUrl: `${portalUrl}/alerts/${encodeURIComponent(alert.id.toWellFormed())}`,
    asOf,
  }
}

/** What Defender told of a piece of evidence, most telling first. */
function factsOf(piece: Evidence): TabAlert['evidence'][number]['facts'] {
  const facts: [string, string | number | null][] = [
    ['Command line', piece.commandLine],
    ['File', piece.fileName],
    ['Folder', piece.filePath],
    ['Process', piece.processId],
    ['Started by', piece.parentFileName],
    ['Account', piece.account],
    ['IP address', piece.ipAddress],
    ['URL', piece.url],
    ['Registry key', piece.registry],
    ['SHA-1', piece.sha1],
    ['SHA-256', piece.sha256],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : { label, value: String(value) }))
}
