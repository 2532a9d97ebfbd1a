/** What is kept on record, and how the flows ask for it: by subject in `records/`, whole here. Implemented in `adapters/store/`. */
import type { ActionRecords } from './records/actions.ts'
import type { ApprovalRecords } from './records/approvals.ts'
import type { AuditRecords } from './records/audit.ts'
import type { BatchRecords } from './records/batches.ts'
import type { CaseRecords } from './records/cases.ts'
import type { ChangeRecords } from './records/changes.ts'
import type { DefenderRecords, SearchRecords } from './records/defender.ts'
import type { DigestRecords } from './records/digests.ts'
import type { GrantedRecords } from './records/granted.ts'
import type { LeaseRecords } from './records/lease.ts'
import type { OutboxRecords } from './records/outbox.ts'
import type { RetentionRecords } from './records/retention.ts'
import type { ReviewRecords } from './records/reviews.ts'
import type { RollUpRecords } from './records/roll-up.ts'
import type { ConversationRecords, DraftRecords, RuleRecords } from './records/rules.ts'
import type { SessionRecords } from './records/sessions.ts'
import type { TriageRecords } from './records/triages.ts'

/** Positions that must survive a restart. */
export type CursorName =
  /** Defender's own `lastUpdateTime` of the newest alert read, as text. */
  | 'watermark'
  /** Where reading of older alerts goes on: a rule looks back further, or more was new than fits one answer. */
  | 'catch-up'
  /** Where the sweep under way goes on. */
  | 'sweep'
  /** When Defender's alerts were last read. */
  | 'alerts-read'
  /** When the last sweep of 48 hours ended. */
  | 'swept'
  /** When Defender's machine actions were last read; without it nothing is known of any isolation. */
  | 'actions-read'
  /** The conversation that the service reports on itself to. */
  | 'operator'
  /** When the last pulse was sent on its way, when the last that did arrived, and `<conversation> <message>` that shows it. */
  | 'pulse-begun'
  | 'pulse-trip'
  | 'pulse-message'
  /** How many days ahead the end of which credentials was told of, as JSON. */
  | 'endings-told'
  /** Rises with every change of the rules, so that known alerts are looked at again. */
  | 'rules-revision'

/** Everything on record, inside or outside of a transaction. */
export interface Records
  extends RuleRecords,
    ConversationRecords,
    DefenderRecords,
    SearchRecords,
    CaseRecords,
    OutboxRecords,
    RollUpRecords,
    RetentionRecords,
    ActionRecords,
    TriageRecords,
    ApprovalRecords,
    AuditRecords,
    SessionRecords,
    GrantedRecords,
    DraftRecords,
    ReviewRecords,
    DigestRecords,
    BatchRecords,
    LeaseRecords,
    ChangeRecords {
  cursor(name: CursorName): Promise<string | null>
  setCursor(name: CursorName, value: string | null): Promise<void>
}

/** The store: records, and the way to change several of them at once. */
export interface Store extends Records, AsyncDisposable {
  /**
   * Runs `work` as one transaction: all of it is on record when this returns, or none. Transactions come one after
   * another. Within one, use the records that it gives, never the store, and never wait for a network.
   */
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>
}
