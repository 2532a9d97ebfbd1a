import type { ConversationId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'

/** Whether a conversation gets the daily digest, and when it last did, or was first asked about. */
export interface DigestPlan {
  readonly conversationId: ConversationId
  readonly wanted: boolean
  readonly toldAt: Instant
}

/** What a digest counts. */
export interface DigestCounts {
  /** Alerts created since, by severity rank. */
  readonly alerts: ReadonlyMap<number, number>
  readonly openCases: number
  /** The machines of the conversation's open cases; `null` for every machine. */
  readonly machines: readonly MachineId[] | null
}

/** The daily digests. */
export interface DigestRecords {
  digestPlans(): Promise<DigestPlan[]>
  /** Inserts or replaces. */
  saveDigestPlan(plan: DigestPlan): Promise<void>
  /** Of what stands in a conversation, or of the whole record (`null`). */
  digestCounts(conversation: ConversationId | null, since: Instant): Promise<DigestCounts>
}
