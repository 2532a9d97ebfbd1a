import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoreOptions } from '../adapters/store/open-store.ts'
import { openStore } from '../adapters/store/open-store.ts'
import type { Store } from '../records.ts'
import { freshDatabase } from './fresh-database.ts'

/** A store of the test's own, empty at first. */
export interface StoreUnderTest {
  readonly engine: 'SQLite' | 'PostgreSQL'
  readonly place: StoreOptions
  /** Opens it; as often as the test likes, also while it is open. All are closed when the test ends. */
  open(): Promise<Store>
}

/** Runs the same behaviours on both engines, each with an empty store for every test. */
export function onEveryStore(title: string, behaviours: (given: () => StoreUnderTest) => void): void {
  for (const engine of ['SQLite', 'PostgreSQL'] as const) {
    describe(`${title} on ${engine}`, () => {
      let current: StoreUnderTest
      let opened: Store[]

      beforeEach(async () => {
        opened = []
        const dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-store-'))
        const place = { dataDir, databaseUrl: engine === 'SQLite' ? null : await freshDatabase() }
        const open = async (): Promise<Store> => {
          const store = await openStore(place)
          opened.push(store)
          return store
        }
        current = { engine, place, open }
      })
      afterEach(async () => {
        for (const store of opened) await store[Symbol.asyncDispose]()
        await rm(current.place.dataDir, { recursive: true })
      })

      behaviours(() => current)
    })
  }
}
