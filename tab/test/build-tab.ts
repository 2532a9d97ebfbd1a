import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** The tab as it is shipped, built into a folder of its own. */
export async function buildTab(): Promise<{ readonly dist: string } & AsyncDisposable> {
  const dist = await mkdtemp(join(tmpdir(), 'pocketsoc-tab-'))
  await build({ root: join(import.meta.dirname, '..'), logLevel: 'error', build: { outDir: dist, emptyOutDir: true } })
  return {
    dist,
    [Symbol.asyncDispose]: () => rm(dist, { recursive: true }),
  }
}
