import type { Generated, Kysely } from 'kysely'

/** The engines that the store runs on. */
export type Engine = 'sqlite' | 'postgresql'

/** The database, inside or outside of a transaction. */
export type Database = Kysely<Tables>

/** Tables and their columns. Times are instants, which sort as text; lists and whole objects are JSON as text. */
export interface Tables {
  rule: RuleRow
  conversation: ConversationRow
  cursor: { name: string; value: string }
  alert: AlertRow
  machine: { id: string; body: string }
  soc_case: CaseRow
  case_alert: { conversation_id: string; alert_id: string; case_id: string }
  /** `shows_all` is 1 where somebody wants to see every machine. */
  thread: { conversation_id: string; incident_id: number; activity_id: string; case_id: string; shows_all: Generated<number> }
  rolled_up: { case_id: string; conversation_id: string; incident_id: number }
  outbox: OutboxRow
  intent: IntentRow
  approval: { id: string; machine_id: string; family: string; state: string; asked_at: string; body: string }
  machine_action: MachineActionRow
  generation: { machine_id: string; family: string; generation: number }
  audit: AuditRow
  audit_text: AuditTextRow
  person: { oid: string; name: string; upn: string | null; seen_at: string }
  session: { person_id: string; sealed: string; version: number; ends_at: string }
  lease: { name: string; holder: string; epoch: number; ends_at_ms: number }
  change: { seq: Generated<number>; body: string }
  draft: { id: string; body: string; ends_at: string }
  isolation_review: { id: string; machine_id: string; due_at: string; ended_at: string | null; body: string }
  /** `wanted` is 1 or 0. */
  digest: { conversation_id: string; wanted: number; told_at: string }
  triage: { id: string; person_id: string; asked_at: string; closed_at: string | null; body: string }
  batch: { id: string; person_id: string; ended_at: string | null; began_at: string; body: string }
  batch_item: { batch_id: string; position: number; body: string }
  sign_in: { id: string; sealed: string; code_hash: string | null; ends_at: string }
}

/** A rule. */
export interface RuleRow {
  id: string
  conversation_id: string
  least_severity: string
  statuses: string
  machine_groups: string
  since: string | null
  mention: string | null
  created_at: string
  created_by: string | null
  review_ms: number | null
  confirmed_at: string | null
}

/** A conversation. */
export interface ConversationRow {
  id: string
  kind: string
  team_id: string | null
  team_name: string | null
  name: string
  person_id: string | null
  tenant_id: string
  service_url: string
  state: string
  updated_at: string
}

/** An alert: what is searched by, and the whole of it in `body`. */
export interface AlertRow {
  id: string
  version: string
  rules_revision: number
  severity_rank: number
  /** 1 or 0. */
  unresolved: number
  status: string
  incident_id: number | null
  machine_id: string | null
  /** Folded, as names are compared. */
  machine_group: string | null
  created_at: string | null
  updated_at: string | null
  /** Title, machine name and user, folded. */
  search: string
  body: string
}

/** A case; the table is not called `case`, which SQL reserves. */
export interface CaseRow {
  id: string
  conversation_id: string
  incident_id: number | null
  machine_id: string | null
  rule_id: string
  severity_rank: number
  revision: number
  opened_at: string
  closed_at: string | null
  activity_id: string | null
  posted_at: string | null
  confirm_until: string | null
}

/** An intent: what is searched by, and the whole of it in `body`. */
export interface IntentRow {
  id: string
  machine_id: string
  family: string
  state: string
  asked_at: string
  body: string
}

/** A machine action of Defender's; `final` is 1 or 0. */
export interface MachineActionRow {
  id: string
  machine_id: string
  family: string
  final: number
  created_at: string
  body: string
}

/** An entry of the audit, chained by `hash` to the one before, whose hash is `prev`. */
export interface AuditRow {
  seq: number
  at: string
  event: string
  body: string
  prev: string
  hash: string
}

/** A text of an entry of the audit, kept apart so that it can be erased; `oid` says of whom the entry is. */
export interface AuditTextRow {
  seq: number
  name: string
  oid: string | null
  salt: string
  text: string
}

/** A delivery and where it stands. */
export interface OutboxRow {
  /** Rises with every new row. */
  seq: Generated<number>
  key: string
  conversation_id: string
  what: string
  case_id: string | null
  content: string
  rank: number
  revision: number
  /** The revision that is being sent, or was last. */
  claimed_revision: number | null
  /** Of the lease, when it was claimed last. */
  claimed_epoch: number
  state: string
  not_before: string
  /** Since when it waits; what has waited longer goes first. */
  queued_at: string
  tries: number
  unclear_posts: number
  sent_print: string | null
  last_error: string | null
  created_at: string
  updated_at: string
}
