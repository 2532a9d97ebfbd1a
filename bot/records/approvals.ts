import type { Approval, ApprovalEnd } from '../domain/approval.ts'
import type { ApprovalId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Stop } from '../domain/stop.ts'

/** Requests for a second person, and the kill switch. */
export interface ApprovalRecords {
  /** Records the request, unless another of its machine and family waits: then false. */
  addApproval(approval: Approval): Promise<boolean>
  approval(id: ApprovalId): Promise<Approval | null>
  waitingApprovals(): Promise<Approval[]>
  /** Ends a request that waits, once: null when it does not wait any more. */
  endApproval(id: ApprovalId, how: ApprovalEnd, by: Approval['endedBy'], at: Instant): Promise<Approval | null>
  /**
   * Has a request that somebody answered for wait again, at this generation: null when it did not end so, or another of its
   * machine and family waits.
   */
  reopenApproval(id: ApprovalId, generation: number): Promise<Approval | null>
  /** `null` while actions are not stopped. */
  stop(): Promise<Stop | null>
  setStop(stop: Stop | null): Promise<void>
}
