import type { Instant } from '../domain/instant.ts'
import type { Store } from '../records.ts'
import { auditChange } from './audit-change.ts'

/** Takes deliveries that were given up away, all of them for `null`, and notes each in the audit. Answers their keys. */
export function dropDead(store: Pick<Store, 'transaction'>, keys: readonly string[] | null, now: Instant): Promise<string[]> {
  return store.transaction(async (records) => {
    const dropped = await records.dropDead(keys)
    for (const key of dropped) await auditChange(records, now, 'delivery.dropped', null, { key, by: 'command-line' })
    return dropped
  })
}
