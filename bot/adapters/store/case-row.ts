import type { Case } from '../../domain/case.ts'
import type { ActivityId, CaseId, ConversationId, IncidentId, MachineId, RuleId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { CaseRow } from './schema.ts'

/** A case as a row. */
export function caseRow(one: Case): CaseRow {
  return {
    id: one.id,
    conversation_id: one.conversationId,
    incident_id: one.incidentId,
    machine_id: one.machineId,
    rule_id: one.ruleId,
    severity_rank: one.severityRank,
    revision: one.revision,
    opened_at: one.openedAt,
    closed_at: one.closedAt,
    activity_id: one.activityId,
    posted_at: one.postedAt,
    confirm_until: one.confirmUntil,
  }
}

/** A case from its row. */
export function readCase(row: CaseRow): Case {
  return {
    id: row.id as CaseId,
    conversationId: row.conversation_id as ConversationId,
    incidentId: row.incident_id as IncidentId | null,
    machineId: row.machine_id as MachineId | null,
    ruleId: row.rule_id as RuleId,
    severityRank: row.severity_rank,
    revision: row.revision,
    openedAt: row.opened_at as Instant,
    closedAt: row.closed_at as Instant | null,
    activityId: row.activity_id as ActivityId | null,
    postedAt: row.posted_at as Instant | null,
    confirmUntil: row.confirm_until as Instant | null,
  }
}
