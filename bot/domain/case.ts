import type { Alert } from './alert.ts'
import type { Approval } from './approval.ts'
import type { Containment } from './containment.ts'
import type { Conversation } from './conversation.ts'
import type { Granted } from './granted.ts'
import type { ActivityId, AlertId, CaseId, ConversationId, IncidentId, MachineId, RuleId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { IsolationReview } from './isolation-review.ts'
import type { Machine } from './machine.ts'
import type { Rule } from './rule.ts'
import type { Standing } from './standing.ts'
import type { Stop } from './stop.ts'

/** The alerts of one incident on one machine in one conversation; what one card shows. */
export interface Case {
  readonly id: CaseId
  readonly conversationId: ConversationId
  /** As it was when the case opened: a later merge of incidents is shown, not re-keyed. */
  readonly incidentId: IncidentId | null
  readonly machineId: MachineId | null
  /** The rule that let its first alert in. */
  readonly ruleId: RuleId
  /** Highest severity rank seen, which the conversation was told of. */
  readonly severityRank: number
  /** Rises with every change; a card is up to date when it was sent at this revision. */
  readonly revision: number
  readonly openedAt: Instant
  readonly closedAt: Instant | null
  /** The message that shows the case, `null` until it is posted. */
  readonly activityId: ActivityId | null
  readonly postedAt: Instant | null
  /** Until then somebody is reading a confirm step on the card: what is not urgent waits. */
  readonly confirmUntil: Instant | null
}

/** What is known of a case's alerts taken together. */
export interface CaseTotals {
  readonly alerts: number
  readonly unresolved: number
  /** Highest severity rank among the unresolved alerts; -1 when there are none. */
  readonly severityRank: number
}

/** Everything a card is rendered from. */
export interface CaseFile {
  readonly case: Case
  /** No rule of its 1:1 chat admits a machine group that it is known in: the card says so, and nothing else. */
  readonly hidden: boolean
  readonly conversation: Conversation
  /** The alerts worth showing: unresolved before resolved, higher before lower, newer before older. At least one. */
  readonly alerts: readonly Alert[]
  readonly totals: CaseTotals
  readonly machine: Machine | null
  /** What is known of the machine's isolation. */
  readonly containment: Containment
  /** Who answers for its isolation; `null` when it is not isolated. */
  readonly review: IsolationReview | null
  /** Where everything else stands that was asked of the machine, newest first. */
  readonly besides: readonly Standing[]
  /** The machine's generation of containment, which the buttons carry. */
  readonly generation: number
  /** What is granted to us at Defender; `null` when no token told yet. */
  readonly granted: Granted | null
  /** `null` while actions are not stopped. */
  readonly stop: Stop | null
  /** What waits for a second person on this machine, oldest first. */
  readonly approvals: readonly Approval[]
  /** Other machines of the incident that are a number on this card, by severity rank. */
  readonly counted: ReadonlyMap<number, number>
  /** Whom the case's rule mentions; `null` when nobody or when the rule was removed. */
  readonly mention: Rule['mention']
}

/** An alert's place in a conversation. Once joined, it stays. */
export interface Joined {
  readonly alertId: AlertId
  readonly conversationId: ConversationId
  readonly caseId: CaseId
}
