import type { AuditEntry } from '../../records/audit.ts'
import type { Records, Store } from '../../records.ts'

/** The store, with every line of the audit told to `log` as well: once it is on record, and not when its transaction came to nothing. */
export function withAuditLog(store: Store, log: (entry: AuditEntry) => void): Store {
  return {
    ...store,
    async appendAudit(entry) {
      await store.appendAudit(entry)
      log(entry)
    },
    async transaction(work) {
      const written: AuditEntry[] = []
      const noting = (records: Records): Records => ({
        ...records,
        async appendAudit(entry) {
          await records.appendAudit(entry)
          written.push(entry)
        },
      })
      const result = await store.transaction((records) => work(noting(records)))
      for (const entry of written) log(entry)
      return result
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}
