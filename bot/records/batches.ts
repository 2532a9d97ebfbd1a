import type { Batch } from '../domain/batch.ts'
import type { BatchId, PersonId } from '../domain/ids.ts'

/** Batches: several machines that one person asked for at once. */
export interface BatchRecords {
  /** Inserts or replaces it with its machines. */
  saveBatch(batch: Batch): Promise<void>
  batch(id: BatchId): Promise<Batch | null>
  /** The person's newest. */
  newestBatch(person: PersonId): Promise<Batch | null>
  /** Those that have not ended. */
  liveBatches(): Promise<Batch[]>
  /** Takes a person's name and reasons out of batches that have ended; whether there were any. */
  forgetBatcher(person: PersonId): Promise<boolean>
}
