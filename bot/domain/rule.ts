import type { Alert, AlertPlace, Severity, Status } from './alert.ts'
import { severityRank } from './alert.ts'
import type { ConversationId, PersonId, RuleId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { MachineGroup } from './machine-group.ts'
import { sameGroup } from './machine-group.ts'

/** What a conversation wants to see. A conversation with several rules sees what any of them admits. */
export interface Rule {
  readonly id: RuleId
  readonly conversationId: ConversationId
  readonly leastSeverity: Severity
  /** Statuses admitted; all when empty. */
  readonly statuses: readonly Status[]
  /** Machine groups admitted; all when empty. */
  readonly machineGroups: readonly MachineGroup[]
  /** Alerts created before this are not admitted, so that a new rule never floods; `null` admits all. */
  readonly since: Instant | null
  /** Who is mentioned on the card and when a case gets worse, for a push on the phone; `id` is a UPN or Entra object id. */
  readonly mention: { readonly id: string; readonly name: string } | null
  readonly createdAt: Instant
  /** Who set it: a person, or `null` for the operator at the command line. */
  readonly createdBy: PersonId | null
  /** How long an isolation asked for in its cases is left alone before its owner is asked, in milliseconds; `null` as usual. */
  readonly reviewMs: number | null
  /**
   * Of a 1:1 chat's rule: when Defender last showed its person what it admits, or it was set. `null` when that is too long
   * ago: it pauses. Elsewhere it says nothing.
   */
  readonly confirmedAt: Instant | null
}

/**
 * Whether the rule lets the alert in. What is unknown is let in: a severity or status that Defender added since,
 * an alert that could not be read. Only an unread alert's machine group keeps it out, and only of 1:1 chats, whose
 * rules must never show a person more than Defender would, and admit nothing while they pause.
 */
export function admits(rule: Rule, alert: Alert, toOnePerson: boolean): boolean {
  if (toOnePerson && rule.confirmedAt === null) return false
  if (!alert.readable) return !toOnePerson
  if (severityRank(alert.severity) < severityRank(rule.leastSeverity)) return false
  if (rule.statuses.length > 0 && typeof alert.status === 'string' && !rule.statuses.includes(alert.status)) return false
  if (!admitsGroup(rule, alert)) return false
  return rule.since === null || alert.createdAt === null || alert.createdAt >= rule.since
}

/** Whether the rule admits the machine group that something is in. */
export function admitsGroup({ machineGroups }: Rule, place: Omit<AlertPlace, 'id'>): boolean {
  return machineGroups.length === 0 || machineGroups.some((group) => isIn(group, place))
}

/** An alert without a machine is in no group, not even in that of machines without one. */
function isIn(group: MachineGroup, { machine, machineGroup }: Omit<AlertPlace, 'id'>): boolean {
  return sameGroup(group, machineGroup) && (group !== null || machine !== null)
}
