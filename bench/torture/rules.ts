import type { ConversationId, RuleId } from '../../bot/domain/ids.ts'
import type { Instant } from '../../bot/domain/instant.ts'
import type { Rule } from '../../bot/domain/rule.ts'
import { personalChat, TEAM } from '../../infra/local/world.ts'
import type { Alert } from './alerts.ts'
import { SEVERITIES } from './alerts.ts'

/** What a conversation is to see. */
export interface Wanted {
  readonly conversation: string
  readonly personal: boolean
  readonly least: Alert['severity']
  /** All when empty. */
  readonly statuses: readonly Alert['status'][]
  readonly groups: readonly string[]
}

const [general, high, servers] = TEAM.channels

/** A channel for most of it, one for what is bad and open, one for a machine group, and two 1:1 chats. */
export const WANTED: readonly Wanted[] = [
  { conversation: general.id, personal: false, least: 'Medium', statuses: [], groups: [] },
  { conversation: high.id, personal: false, least: 'High', statuses: ['New', 'InProgress'], groups: [] },
  { conversation: servers.id, personal: false, least: 'Low', statuses: [], groups: ['Servers'] },
  { conversation: personalChat('responder'), personal: true, least: 'High', statuses: [], groups: [] },
  { conversation: personalChat('workstations'), personal: true, least: 'Medium', statuses: [], groups: ['Workstations'] },
]

/** Whether the conversation is to see the alert as it is; worked out anew here, so that a misreading in the bot shows. */
export function admitted({ personal, least, statuses, groups }: Wanted, alert: Alert): boolean {
  if (!alert.readable) return !personal
  const badEnough = SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(least)
  const inGroup = groups.length === 0 || (alert.machine?.group != null && groups.includes(alert.machine.group))
  return badEnough && inGroup && (statuses.length === 0 || statuses.includes(alert.status))
}

/** The same as the bot's rule. */
export function ruleOf({ conversation, least, statuses, groups }: Wanted, n: number, now: Instant): Rule {
  return {
    id: String(n).padStart(8, '0') as RuleId,
    conversationId: conversation as ConversationId,
    leastSeverity: least,
    statuses,
    machineGroups: groups,
    since: null,
    mention: null,
    createdAt: now,
    confirmedAt: now,
    createdBy: null,
    reviewMs: null,
  }
}
