import type { ActionId, CaseId, IntentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** One line of the audit: never changed, never removed. */
export interface AuditEntry {
  readonly at: Instant
  /** `action.asked`, `action.sending`, `action.accepted`, `action.refused`, `click.refused`, `rule.added` … */
  readonly event: string
  readonly person: { readonly id: PersonId; readonly name: string } | null
  readonly machineId: MachineId | null
  readonly caseId: CaseId | null
  readonly intentId: IntentId | null
  readonly actionId: ActionId | null
  /** What else matters, in short texts: verb, reason, requestor, refusal … never a token. */
  readonly detail: Readonly<Record<string, string>>
}

/** The audit. */
export interface AuditRecords {
  appendAudit(entry: AuditEntry): Promise<void>
  /** Newest first. */
  audit(most: number): Promise<AuditEntry[]>
}
