import type { Alert } from '../domain/alert.ts'
import type { AlertId, IncidentId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Family } from '../domain/intent.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import type { MachineGroup } from '../domain/machine-group.ts'
import type { Sight } from '../domain/sight.ts'

/** How far an alert on record is. */
export interface AlertVersion {
  readonly version: string
  /** At which `rules-revision` it was last held against the rules. */
  readonly rulesRevision: number
  /** Defender's `lastUpdateTime`. */
  readonly updatedAt: Instant | null
}

/** What Defender told us. */
export interface DefenderRecords {
  /** Of these alerts, those on record. */
  alertVersions(ids: readonly AlertId[]): Promise<Map<AlertId, AlertVersion>>
  saveAlerts(alerts: readonly Alert[], rulesRevision: number): Promise<void>
  machines(ids: readonly MachineId[]): Promise<Map<MachineId, Machine>>
  /** Those of this name, whole or up to its first dot, in upper or lower case. */
  machinesNamed(name: string): Promise<Machine[]>
  saveMachines(machines: readonly Machine[]): Promise<void>
}

/** What is looked for among the alerts; whatever is given must hold. */
export interface AlertSearch {
  readonly sight: Sight
  readonly leastSeverityRank?: number
  readonly statuses?: readonly string[]
  readonly machineGroups?: readonly string[]
  /** Part of the title, of the machine's name or of the user, in upper or lower case. */
  readonly text?: string
  readonly incidentId?: IncidentId
  readonly machineId?: MachineId
}

/** Looking things up, for people. Names of machine groups match in upper and lower case. */
export interface SearchRecords {
  alert(id: AlertId): Promise<Alert | null>
  /** At most `most` of them, newest first, and how many there are in all. */
  searchAlerts(search: AlertSearch, most: number): Promise<{ readonly alerts: Alert[]; readonly count: number }>
  /** The machine groups that machines on record are in; of a machine that is not, its alerts say. */
  groupsWithMachines(): Promise<MachineGroup[]>
  /** Newest first; of one family only where that is given. */
  actionsOfMachine(machine: MachineId, most: number, family?: Family): Promise<MachineAction[]>
}
