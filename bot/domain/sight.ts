import type { Alert } from './alert.ts'
import type { AlertId, MachineId } from './ids.ts'

/**
 * What of the record one person may see. An alert without a machine or a machine group is seen only when Defender showed
 * it, or its machine, to that very person.
 */
export interface Sight {
  /** In upper or lower case. */
  readonly machineGroups: readonly string[]
  readonly alertIds: readonly AlertId[]
  readonly machineIds: readonly MachineId[]
}

/** Whether the group is in sight; what is in no group never is. */
export function seesGroup({ machineGroups }: Sight, group: string | null): boolean {
  return group !== null && machineGroups.some((one) => one.toLowerCase() === group.toLowerCase())
}

/** Whether the alert is in sight. */
export function seesAlert(sight: Sight, { id, machine, machineGroup }: Alert): boolean {
  if (machine && (seesGroup(sight, machineGroup) || sight.machineIds.includes(machine.id))) return true
  return sight.alertIds.includes(id)
}
