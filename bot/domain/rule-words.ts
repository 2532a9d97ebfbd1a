import type { WatchWish } from './command.ts'
import { groupWords } from './machine-group.ts'
import type { Rule } from './rule.ts'

const WORDS: Readonly<Record<string, string>> = { InProgress: 'In progress', UnSpecified: 'Unspecified' }
const word = (name: string): string => WORDS[name] ?? name

/** What a rule admits, a phrase for each of its limits. */
export function ruleWords({
  leastSeverity,
  statuses,
  machineGroups,
}: Pick<Rule, 'leastSeverity' | 'statuses' | 'machineGroups'>): string[] {
  return [
    leastSeverity === 'High' ? 'High severity' : `${word(leastSeverity)} severity and up`,
    statuses.length > 0 ? `Status ${statuses.map(word).join(', ')}` : 'Any status',
    machineGroups.length > 0 ? `Machine groups ${machineGroups.map(groupWords).join(', ')}` : 'Every machine group',
  ]
}

/** Since when a wish would count. */
export function lookBackWords({ lookBackMs }: WatchWish): string {
  if (lookBackMs === 0) return 'Alerts created from now on'
  const hours = lookBackMs / 3_600_000
  const span =
    hours >= 48
      ? `${Math.round(hours / 24)} days`
      : hours >= 1
        ? `${Math.round(hours)} h`
        : `${Math.round(lookBackMs / 60_000)} min`
  return `Alerts created in the last ${span} too`
}
