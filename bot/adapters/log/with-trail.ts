import type { Records, Store } from '../../records.ts'
import type { Trail } from './trail.ts'

/** The store, noting for each delivery what it was queued by. */
export function withTrail(store: Store, trail: Pick<Trail, 'queued'>): Store {
  const noting = (records: Records): Pick<Records, 'enqueue'> => ({
    async enqueue(deliveries, now) {
      trail.queued(deliveries.map(({ key }) => key))
      await records.enqueue(deliveries, now)
    },
  })
  return {
    ...store,
    ...noting(store),
    transaction: (work) => store.transaction((records) => work({ ...records, ...noting(records) })),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}
