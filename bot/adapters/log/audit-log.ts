import type { AuditEntry, AuditHead } from '../../records/audit.ts'
import type { Records, Store } from '../../records.ts'

/**
 * The store, where what people did is of their tenant, and every entry of the audit is told to `log` as well, with the
 * chain's head: once it is on record, and not when its transaction came to nothing.
 */
export function withAuditLog(store: Store, tid: string, log: (entry: AuditEntry, head: AuditHead) => void): Store {
  const ofTenant = (entry: AuditEntry): AuditEntry => (entry.person ? { ...entry, detail: { tid, ...entry.detail } } : entry)
  return {
    ...store,
    async appendAudit(told) {
      const entry = ofTenant(told)
      const head = await store.appendAudit(entry)
      log(entry, head)
      return head
    },
    async transaction(work) {
      const written: Parameters<typeof log>[] = []
      const noting = (records: Records): Records => ({
        ...records,
        async appendAudit(told) {
          const entry = ofTenant(told)
          const head = await records.appendAudit(entry)
          written.push([entry, head])
          return head
        },
      })
      const result = await store.transaction((records) => work(noting(records)))
      for (const [entry, head] of written) log(entry, head)
      return result
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}
