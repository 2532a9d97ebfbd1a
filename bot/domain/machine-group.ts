/**
 * A machine group's name. `null` is Defender's own group of the machines that no group takes, "Ungrouped devices
 * (default)": access to it is granted like access to any other (Defender: "Create and manage device groups").
 */
export type MachineGroup = string | null

/** Whether both are the same group; names match in upper and lower case. */
export function sameGroup(one: MachineGroup, other: MachineGroup): boolean {
  return one === null || other === null ? one === other : one.toLowerCase() === other.toLowerCase()
}

/** The group as it is said to people. */
export function groupWords(group: MachineGroup): string {
  return group ?? 'no machine group'
}
