import type { WatchWish } from './command.ts'
import type { Conversation } from './conversation.ts'
import { groupWords } from './machine-group.ts'
import type { Rule } from './rule.ts'

const WORDS: Readonly<Record<string, string>> = { InProgress: 'In progress', UnSpecified: 'Unspecified' }
const word = (name: string): string => WORDS[name] ?? name

/** What a rule admits, a phrase for each of its limits. */
export function ruleWords({
  leastSeverity,
  statuses,
  machineGroups,
  reviewMs,
}: Pick<Rule, 'leastSeverity' | 'statuses' | 'machineGroups' | 'reviewMs'>): string[] {
  return [
    leastSeverity === 'High' ? 'High severity' : `${word(leastSeverity)} severity and up`,
    statuses.length > 0 ? `Status ${statuses.map(word).join(', ')}` : 'Any status',
    machineGroups.length > 0 ? `Machine groups ${machineGroups.map(groupWords).join(', ')}` : 'Every machine group',
    ...(reviewMs === null ? [] : [`Isolations reviewed after ${spanWords(reviewMs)}`]),
  ]
}

/** What becomes of the cards that a rule brought, once it has ended. */
export function cardsAfterRule(kind: Conversation['kind']): string {
  if (kind === 'channel') return 'Cards that stand here stay true.'
  return 'Cards here that no other rule is for are no longer shown.'
}

/** Since when a wish would count. */
export function lookBackWords({ lookBackMs }: WatchWish): string {
  if (lookBackMs === 0) return 'Alerts created from now on'
  return `Alerts created in the last ${spanWords(lookBackMs)} too`
}

function spanWords(ms: number): string {
  const hours = ms / 3_600_000
  if (hours >= 48) return `${Math.round(hours / 24)} days`
  return hours >= 1 ? `${Math.round(hours)} h` : `${Math.round(ms / 60_000)} min`
}
