import type { Crowd } from '../domain/crowd.ts'
import type { CaseId, ConversationId, IncidentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

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
