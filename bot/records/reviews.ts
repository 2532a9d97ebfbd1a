import type { ActionId, MachineId, PersonId } from '../domain/ids.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'

/** Who answers for which isolation, and when they are asked again. */
export interface ReviewRecords {
  /** Inserts or replaces. @throws Error when another of the machine's is open. */
  saveReview(review: IsolationReview): Promise<void>
  review(id: ActionId): Promise<IsolationReview | null>
  /** The machine's open one. */
  reviewOf(machine: MachineId): Promise<IsolationReview | null>
  /** All that are open, first due first. */
  openReviews(): Promise<IsolationReview[]>
  /** Machines that were ever isolated and have no open review. */
  unreviewedMachines(): Promise<MachineId[]>
  /** Takes a person's name out of the ended ones; whether it was in any. */
  forgetOwner(person: PersonId): Promise<boolean>
}
