import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../adapters/store/open-store.ts'
import type { Store } from '../records.ts'

/** A folder in memory where the system has one: for a test that writes thousands of times, and proves nothing about disks. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** A real, empty store in a folder of its own, which goes with it. */
export async function freshStore(within = tmpdir()): Promise<Store> {
  const dataDir = mkdtempSync(join(within, 'pocketsoc-test-'))
  const store = await openStore({ databaseUrl: null, dataDir })
  const close = store[Symbol.asyncDispose].bind(store)
  return Object.assign(store, {
    async [Symbol.asyncDispose]() {
      await close()
      rmSync(dataDir, { recursive: true })
    },
  })
}
