import type { PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { auditChange } from './audit-change.ts'

/**
 * Erases a person's name, UPN and words from the audit and from what they asked for, and ends their session. The erasure
 * is an entry itself, by their id. Answers how many texts that were; `null` when nothing was kept of them.
 */
export function erasePerson(store: Pick<Store, 'transaction'>, oid: PersonId, now: Instant): Promise<number | null> {
  return store.transaction(async (records) => {
    const texts = await records.erasePerson(oid)
    if (texts === null) return null
    await records.forgetAsker(oid)
    await records.forgetTriager(oid)
    await records.forgetOwner(oid)
    await records.forgetBatcher(oid)
    await records.endSession(oid)
    await auditChange(records, now, 'person.erased', null, { oid, texts: String(texts), by: 'command-line' })
    return texts
  })
}
