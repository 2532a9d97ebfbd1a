import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { auditChange } from './audit-change.ts'

/**
 * Erases a person's name, UPN and words from the audit and wherever else they stand, whether they ever did anything or were only
 * named, and ends their session. The erasure is an entry itself, by their id. Answers how many texts of the audit that were;
 * `null` when there was nothing to erase.
 */
export function erasePerson(store: Pick<Store, 'transaction'>, oid: PersonId, now: Instant): Promise<number | null> {
  return store.transaction(async (records) => {
    const texts = await records.erasePerson(oid)
    const elsewhere = [
      await records.forgetAsker(oid),
      await records.forgetTriager(oid),
      await records.forgetOwner(oid),
      await records.forgetBatcher(oid),
      await records.endSession(oid),
    ]
    if (texts === null && !elsewhere.includes(true)) return null
    await auditChange(records, now, 'person.erased', null, { oid, texts: String(texts ?? 0), by: 'command-line' })
    return texts ?? 0
  })
}
