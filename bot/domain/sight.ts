import type { AlertPlace } from './alert.ts'
import type { AlertId, MachineId } from './ids.ts'
import type { MachineGroup } from './machine-group.ts'
import { sameGroup } from './machine-group.ts'

/**
 * What of the record one person may see. An alert without a machine is seen only when Defender showed it to that very
 * person; so is one that names no machine group, while its machine is not on record as being in none.
 */
export interface Sight {
  readonly machineGroups: readonly MachineGroup[]
  readonly alertIds: readonly AlertId[]
  readonly machineIds: readonly MachineId[]
}

/** Whether the group is in sight. */
export function seesGroup({ machineGroups }: Sight, group: MachineGroup): boolean {
  return machineGroups.some((one) => sameGroup(one, group))
}

/** Whether the alert is in sight, as far as it says so itself. */
export function seesAlert(sight: Sight, { id, machine, machineGroup }: AlertPlace): boolean {
  if (machine && machineGroup !== null && seesGroup(sight, machineGroup)) return true
  if (machine && sight.machineIds.includes(machine.id)) return true
  return sight.alertIds.includes(id)
}
