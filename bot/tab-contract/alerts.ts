/** One alert in a list. */
export interface TabAlertRow {
  readonly id: string
  readonly title: string
  /** Defender's word; may be one that is not documented. */
  readonly severity: string
  /** 0 to 4, 5 for a word that we do not know: for order and colour. */
  readonly severityRank: number
  readonly status: string
  readonly incidentId: number | null
  readonly machine: { readonly id: string; readonly name: string | null } | null
  readonly machineGroup: string | null
  readonly assignedTo: string | null
  readonly createdAt: string | null
  readonly lastEventAt: string | null
}

/** `GET /api/tab/alerts?severity=medium&status=New,InProgress&group=Servers&q=…`: newest first, at most 200. */
export interface TabAlerts {
  readonly alerts: readonly TabAlertRow[]
  /** How many more match. */
  readonly more: number
  /** When Defender was last read. */
  readonly asOf: string | null
}

/** `GET /api/tab/alerts/{id}`. */
export interface TabAlert extends TabAlertRow {
  readonly description: string | null
  readonly category: string | null
  readonly detectionSource: string | null
  readonly threat: string | null
  readonly classification: string | null
  readonly determination: string | null
  readonly user: string | null
  readonly firstEventAt: string | null
  readonly updatedAt: string | null
  readonly resolvedAt: string | null
  readonly mitreTechniques: readonly string[]
  readonly comments: readonly { readonly text: string; readonly by: string | null; readonly at: string | null }[]
  readonly evidence: readonly {
    readonly type: string
    readonly facts: readonly { readonly label: string; readonly value: string }[]
  }[]
  /** The incident's other alerts that this person may see. */
  readonly sameIncident: readonly TabAlertRow[]
  readonly portalUrl: string
  readonly asOf: string | null
}
