/** What is kept on record, and how the flows ask for it. Implemented in `adapters/store/`. */
import type { Alert } from './domain/alert.ts'
import type { Case, CaseFile, CaseTotals, Joined } from './domain/case.ts'
import type { Containment } from './domain/containment.ts'
import type { Conversation } from './domain/conversation.ts'
import type { Crowd } from './domain/crowd.ts'
import type { Delivery } from './domain/delivery.ts'
import type { Draft } from './domain/draft.ts'
import type {
  ActionId,
  ActivityId,
  AlertId,
  CaseId,
  ConversationId,
  DraftId,
  IncidentId,
  IntentId,
  MachineId,
  PersonId,
  RuleId,
} from './domain/ids.ts'
import type { Instant } from './domain/instant.ts'
import type { Family, Intent } from './domain/intent.ts'
import type { Machine } from './domain/machine.ts'
import type { MachineAction } from './domain/machine-action.ts'
import type { Rule } from './domain/rule.ts'
import type { Sight } from './domain/sight.ts'

/** Positions that must survive a restart. */
export type CursorName =
  /** Defender's own `lastUpdateTime` of the newest alert read, as text. */
  | 'watermark'
  /** Where reading must begin once, because a rule looks back further. */
  | 'catch-up'
  /** When Defender's alerts were last read. */
  | 'alerts-read'
  /** When the last sweep of 48 hours ended. */
  | 'swept'
  /** When Defender's machine actions were last read; without it nothing is known of any isolation. */
  | 'actions-read'
  /** The conversation that the service reports on itself to. */
  | 'operator'
  /** Rises with every change of the rules, so that known alerts are looked at again. */
  | 'rules-revision'

/** Rules, as set by leads and operators. */
export interface RuleRecords {
  rules(): Promise<Rule[]>
  /** Also raises `rules-revision`. */
  addRule(rule: Rule): Promise<void>
  /** Also raises `rules-revision`. False when there is no such rule. */
  removeRule(id: RuleId): Promise<boolean>
}

/** The conversations that the bot knows. */
export interface ConversationRecords {
  conversations(): Promise<Conversation[]>
  conversation(id: ConversationId): Promise<Conversation | null>
  /** Inserts or replaces. */
  saveConversation(conversation: Conversation): Promise<void>
}

/** What Defender told us. */
export interface DefenderRecords {
  /** Of these alerts, those on record: their version, and at which `rules-revision` they were last held against the rules. */
  alertVersions(ids: readonly AlertId[]): Promise<Map<AlertId, { readonly version: string; readonly rulesRevision: number }>>
  saveAlerts(alerts: readonly Alert[], rulesRevision: number): Promise<void>
  machines(ids: readonly MachineId[]): Promise<Map<MachineId, Machine>>
  saveMachines(machines: readonly Machine[]): Promise<void>
}

/** What is looked for among the alerts; whatever is given must hold. */
export interface AlertSearch {
  readonly sight: Sight
  readonly leastSeverityRank?: number
  readonly statuses?: readonly string[]
  readonly machineGroups?: readonly string[]
  /** Part of the title, of the machine's name or of the user, in upper or lower case. */
  readonly text?: string
  readonly incidentId?: IncidentId
  readonly machineId?: MachineId
}

/** Looking things up, for people. Names of machine groups match in upper and lower case. */
export interface SearchRecords {
  alert(id: AlertId): Promise<Alert | null>
  /** At most `most` of them, newest first, and how many there are in all. */
  searchAlerts(search: AlertSearch, most: number): Promise<{ readonly alerts: Alert[]; readonly count: number }>
  /** Newest first. */
  actionsOfMachine(machine: MachineId, most: number): Promise<MachineAction[]>
}

/** Cases and their cards. */
export interface CaseRecords {
  /** Where these alerts have joined, in every conversation. */
  joined(alerts: readonly AlertId[]): Promise<Joined[]>
  /** Open cases of these incidents, in every conversation. */
  openCases(incidents: readonly IncidentId[]): Promise<Case[]>
  /** Cases of these machines, open or closed, in every conversation. */
  casesOfMachines(machines: readonly MachineId[]): Promise<Case[]>
  cases(ids: readonly CaseId[]): Promise<Case[]>
  /** Inserts or replaces whole cases. */
  saveCases(cases: readonly Case[]): Promise<void>
  joinAlerts(joined: readonly Joined[]): Promise<void>
  totals(ids: readonly CaseId[]): Promise<Map<CaseId, CaseTotals>>
  /** Everything a card needs, with at most `mostAlerts` alerts; `null` for an unknown case. */
  caseFile(id: CaseId, mostAlerts: number): Promise<CaseFile | null>
  /** The first message of an incident's thread in a channel, `null` until one is posted. */
  thread(conversation: ConversationId, incident: IncidentId): Promise<ActivityId | null>
  /** The case whose card begins the incident's thread in a channel. */
  threadCase(conversation: ConversationId, incident: IncidentId): Promise<CaseId | null>
  /** Records a case's message, and makes it the first of its incident's thread when there is none yet. */
  cardPosted(id: CaseId, activityId: ActivityId, at: Instant): Promise<void>
  /** Forgets a case's message that was deleted in Teams, and the thread that it began. */
  cardGone(id: CaseId): Promise<void>
  /** Forgets an incident's thread, whose first message is gone; the next card begins another. */
  endThread(conversation: ConversationId, incident: IncidentId): Promise<void>
  /** Somebody opened a confirm step on the case's card, or ended it (`null`). */
  confirming(id: CaseId, until: Instant | null): Promise<void>
}

/** Intents and what became of them at Defender. */
export interface ActionRecords {
  /** What is known of these machines' isolation. */
  containments(machines: readonly MachineId[]): Promise<Map<MachineId, Containment>>
  /** Inserts or replaces; answers those that are new or changed. */
  saveActions(actions: readonly MachineAction[]): Promise<MachineAction[]>
  /** Actions on record that are not final. */
  openActions(): Promise<MachineAction[]>
  /** How often the machine's family has come to an end; a button carries it, and an older one does nothing. */
  generation(machine: MachineId, family: Family): Promise<number>
  raiseGeneration(machine: MachineId, family: Family): Promise<void>
  /** Records the wish, unless another of its machine and family is open: then false. */
  addIntent(intent: Intent): Promise<boolean>
  /** Records what became of it. @throws Error when its state does not allow that, which is a fault of ours. */
  saveIntent(intent: Intent): Promise<void>
  intent(id: IntentId): Promise<Intent | null>
  openIntents(): Promise<Intent[]>
}

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

/** A person's session, sealed. */
export interface SealedSession {
  readonly personId: PersonId
  readonly sealed: string
  /** As it was read. */
  readonly version: number
  readonly endsAt: Instant
}

/** A sign-in under way, sealed; `id` is a hash of what the browser carries. */
export interface SealedSignIn {
  readonly id: string
  readonly sealed: string
  readonly endsAt: Instant
}

/** Sessions and sign-ins; to the store they are sealed letters. */
export interface SessionRecords {
  /** `null` when there is none, or when it has ended. */
  session(person: PersonId, now: Instant): Promise<SealedSession | null>
  /** In place of any other of the person. */
  beginSession(session: Omit<SealedSession, 'version'>): Promise<void>
  /** Compare and set: false when it was saved, replaced or ended since `version` was read. */
  saveSession(session: SealedSession): Promise<boolean>
  endSession(person: PersonId): Promise<void>
  addSignIn(signIn: SealedSignIn, now: Instant): Promise<void>
  /** `null` when there is none, or when it is finished or over. */
  signIn(id: string, now: Instant): Promise<SealedSignIn | null>
  /** Records the hash of the code that the page hands to Teams; false when it was finished before. */
  finishSignIn(id: string, codeHash: string): Promise<boolean>
  /** Takes the finished sign-in with this code away: it works once. */
  takeSignIn(codeHash: string, now: Instant): Promise<SealedSignIn | null>
}

/** What was written and not yet confirmed. */
export interface DraftRecords {
  addDraft(draft: Draft, now: Instant): Promise<void>
  /** `null` when there is none, it was decided, or it is too old. */
  draft(id: DraftId, now: Instant): Promise<Draft | null>
  /** Takes it away: it is decided once. False when somebody was first. */
  takeDraft(id: DraftId): Promise<boolean>
}

/** Machines of large incidents that a channel is told the number of, on the first card of the thread, instead of a card each. */
export interface RollUpRecords {
  /** Each live channel, how many deliveries are due there, and whether machines are counted there. */
  backlogs(now: Instant): Promise<{ readonly id: ConversationId; readonly due: number; readonly counted: boolean }[]>
  /** The channel's incidents with more cases than are always shown and a thread to count on. */
  crowds(conversation: ConversationId): Promise<Crowd[]>
  /** Counts these cases and takes their deliveries back, as far as nobody has tried them. Answers which. */
  rollUp(cases: readonly CaseId[]): Promise<CaseId[]>
  /** Counts them no longer. Answers which were. */
  unroll(cases: readonly CaseId[]): Promise<CaseId[]>
  /** Nothing of this incident is to be counted here any more. */
  showAll(conversation: ConversationId, incident: IncidentId): Promise<void>
  /** Of these cases, those that are counted, each with the case whose card counts it; `null` while that card is gone. */
  countedOn(cases: readonly CaseId[]): Promise<Map<CaseId, CaseId | null>>
}

/** How many deliveries stand where. */
export interface OutboxCounts {
  /** Due, in live conversations. */
  readonly due: number
  readonly sending: number
  readonly dead: number
  /** Due, in conversations that are gone or not on record. */
  readonly waiting: number
  /** Posts of unknown outcome so far. */
  readonly unclearPosts: number
}

/** A delivery that is not on its way: given up (`dead`), or waiting for its conversation. */
export interface StuckDelivery {
  readonly key: string
  readonly conversationId: ConversationId
  readonly state: 'dead' | 'waiting'
  readonly what: Delivery['content']['what']
  readonly tries: number
  readonly why: string | null
  readonly since: Instant
}

/** What must still reach Teams. A row is `due`, then `sending` (on record before the request), then `sent` or `dead`. */
export interface OutboxRecords {
  /**
   * Queues each. A card with a known key becomes due again at the higher revision and rank, with its own history kept;
   * one that waits keeps its place and its wait. Words and raises are queued once, unless their first try ended dead.
   */
  enqueue(deliveries: readonly Delivery[], now: Instant): Promise<void>
  /**
   * Takes up to `most` due deliveries to live conversations, none in a `busy` one and at most one in each other:
   * highest rank first, then those that have waited longest. They are `sending` when this returns.
   */
  claim(now: Instant, busy: readonly ConversationId[], most: number): Promise<Delivery[]>
  /** Records success at the revision that was claimed; due again at once when a higher one was queued meanwhile. */
  sent(delivery: Delivery, print: string | null, now: Instant): Promise<void>
  /** Puts it back until `at`. */
  later(key: string, at: Instant, unclearPost: boolean, why: string): Promise<void>
  /** Gives it up; due again at once when a higher revision was queued meanwhile. */
  dead(key: string, why: string, now: Instant): Promise<void>
  /** After a restart: every `sending` row is of unknown outcome and due again at `at`. Answers how many. */
  recover(at: Instant): Promise<number>
  /** What is given up, and what waits for a conversation that is gone or parked; oldest first. */
  stuck(most: number): Promise<StuckDelivery[]>
  /** Makes deliveries that were given up due again at once; all of them for `null`. Answers their keys. */
  retryDead(keys: readonly string[] | null, now: Instant): Promise<string[]>
  /** Takes deliveries that were given up away; all of them for `null`. Answers their keys. */
  dropDead(keys: readonly string[] | null): Promise<string[]>
  /** When the next delivery to a live conversation is due; `null` when there is none. */
  nextDue(): Promise<Instant | null>
  counts(): Promise<OutboxCounts>
}

/** Everything on record, inside or outside of a transaction. */
export interface Records
  extends RuleRecords,
    ConversationRecords,
    DefenderRecords,
    SearchRecords,
    CaseRecords,
    OutboxRecords,
    RollUpRecords,
    ActionRecords,
    AuditRecords,
    SessionRecords,
    DraftRecords {
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
