import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Triage } from '../domain/triage.ts'

/** What people asked of alerts, for as long as it bears on the next wish; the audit keeps it. */
export interface TriageRecords {
  /** Inserts or replaces; what ended more than an hour before this one was asked is forgotten. */
  saveTriage(triage: Triage): Promise<void>
  /** Those whose outcome is not on record yet, and those that ended since. */
  triagesSince(since: Instant): Promise<Triage[]>
  /** Takes away what a person asked and what has ended; whether there was any. */
  forgetTriager(person: PersonId): Promise<boolean>
}
