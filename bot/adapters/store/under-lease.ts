import type { Store } from '../../records.ts'

/**
 * The store for whoever took the lease with this epoch: no transaction begins and nothing is claimed once the lease was
 * taken again. Nothing else of it is fenced.
 */
export function underLease(store: Store, epoch: number): Store {
  const transaction: Store['transaction'] = (work) =>
    store.transaction(async (records) => {
      const lease = await records.lease()
      if (lease?.epoch !== epoch) throw new Error(`the lease of epoch ${epoch} is lost to ${lease?.holder}`)
      return work(records)
    })
  return {
    ...store,
    transaction,
    claim: (...wanted) => transaction((records) => records.claim(...wanted)),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}
