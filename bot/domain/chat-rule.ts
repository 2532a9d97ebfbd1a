import type { AlertPlace } from './alert.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { MachineGroup } from './machine-group.ts'
import { sameGroup } from './machine-group.ts'
import type { Rule } from './rule.ts'
import { admitsGroup } from './rule.ts'

/** How long a 1:1 chat's rule goes on by what Defender last showed its person. */
const CONFIRMED_FOR_MS = 7 * 24 * 60 * 60_000

/** Whether Defender has not said for too long what it shows the person of the rule's 1:1 chat. */
export function mustPause({ confirmedAt }: Rule, now: Instant): boolean {
  return confirmedAt !== null && confirmedAt <= plusMs(now, -CONFIRMED_FOR_MS)
}

/**
 * The rule of a 1:1 chat, now that Defender shows its person machines of these groups; `null` when none of the rule's is left.
 * A group without a machine is shown to nobody, which takes no right away: only one that our record has `withMachines` is lost,
 * and every one when the person is shown nothing at all. A rule that paused goes on from now.
 */
export function confirmRule(
  rule: Rule,
  shown: readonly MachineGroup[],
  withMachines: readonly MachineGroup[],
  now: Instant,
): Rule | null {
  if (shown.length === 0) return null
  const wanted = rule.machineGroups.length > 0 ? rule.machineGroups : shown
  const machineGroups = wanted.filter((group) => includes(shown, group) || !includes(withMachines, group))
  if (machineGroups.length === 0) return null
  return { ...rule, machineGroups, since: rule.confirmedAt === null ? now : rule.since, confirmedAt: now }
}

function includes(groups: readonly MachineGroup[], group: MachineGroup): boolean {
  return groups.some((one) => sameGroup(one, group))
}

/** Whether a 1:1 chat with these rules still shows a case: some rule must admit each machine group that it is known in. */
export function showsCase(rules: readonly Rule[], places: readonly Omit<AlertPlace, 'id'>[]): boolean {
  const going = rules.filter(({ confirmedAt }) => confirmedAt !== null)
  return places.every((place) => going.some((rule) => admitsGroup(rule, place)))
}
