import type { Case, CaseFile, CaseTotals, Joined } from '../domain/case.ts'
import type { ActivityId, AlertId, CaseId, ConversationId, IncidentId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** Cases and their cards. */
export interface CaseRecords {
  /** Where these alerts have joined, in every conversation that is not deleted. */
  joined(alerts: readonly AlertId[]): Promise<Joined[]>
  /** Open cases of these incidents, in every conversation. */
  openCases(incidents: readonly IncidentId[]): Promise<Case[]>
  /** Cases of these machines, open or closed, in every conversation that is not deleted. */
  casesOfMachines(machines: readonly MachineId[]): Promise<Case[]>
  /** Every open case: those whose cards may have buttons. */
  openCaseIds(): Promise<CaseId[]>
  cases(ids: readonly CaseId[]): Promise<Case[]>
  /** Of these cases, those that their 1:1 chat does not show any more. */
  hiddenCases(ids: readonly CaseId[]): Promise<Set<CaseId>>
  /** Inserts or replaces whole cases. */
  saveCases(cases: readonly Case[]): Promise<void>
  joinAlerts(joined: readonly Joined[]): Promise<void>
  totals(ids: readonly CaseId[]): Promise<Map<CaseId, CaseTotals>>
  /** Everything a card needs, with at most `mostAlerts` alerts; `null` for an unknown case. */
  caseFile(id: CaseId, mostAlerts: number): Promise<CaseFile | null>
  /** The first message of an incident's thread in a channel, `null` until one is posted. */
  thread(conversation: ConversationId, incident: IncidentId): Promise<ActivityId | null>
  /**
   * Records a case's message, and makes it the first of its incident's thread when there is none yet. Answers whether
   * machines are counted on it from now on, which it does not show.
   */
  cardPosted(id: CaseId, activityId: ActivityId, at: Instant): Promise<boolean>
  /** Forgets a case's message that was deleted in Teams, and the thread that it began. */
  cardGone(id: CaseId): Promise<void>
  /** Forgets an incident's thread, whose first message is gone; the next card begins another. */
  endThread(conversation: ConversationId, incident: IncidentId): Promise<void>
  /** Somebody opened a confirm step on the case's card, or ended it (`null`). */
  confirming(id: CaseId, until: Instant | null): Promise<void>
}
