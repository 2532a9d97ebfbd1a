import type { Change } from '../domain/change.ts'

/** What changed of late, so that every instance hears what any of them did. */
export interface ChangeRecords {
  /** For use in a transaction: they are heard in the order in which transactions end. The newest few hundred are kept. */
  noteChanges(changes: readonly Change[]): Promise<void>
  /** Those after `seq`, and where to go on from; none for `null`, which only asks where to begin. */
  changesAfter(seq: number | null): Promise<{ readonly changes: Change[]; readonly seq: number }>
}
