import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../adapters/store/open-store.ts'
import type { Store } from '../records.ts'

/** A real, empty store in a folder of its own, which goes with it. */
export async function freshStore(): Promise<Store> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketsoc-test-'))
  const store = await openStore({ databaseUrl: null, dataDir })
  const close = store[Symbol.asyncDispose].bind(store)
  return Object.assign(store, {
    async [Symbol.asyncDispose]() {
      await close()
      rmSync(dataDir, { recursive: true })
    },
  })
}
