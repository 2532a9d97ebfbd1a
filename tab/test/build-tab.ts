import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..')

/** Builds the tab where the bot serves it from, `tab/dist`. */
export async function buildForBot(): Promise<void> {
  await build({ root: ROOT, logLevel: 'error' })
}

/** The tab as it is shipped, built into a folder of its own. */
export async function buildTab(): Promise<{ readonly dist: string } & AsyncDisposable> {
  const dist = await mkdtemp(join(tmpdir(), 'pocketsoc-tab-'))
  await build({ root: ROOT, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } })
  return {
    dist,
    [Symbol.asyncDispose]: () => rm(dist, { recursive: true }),
  }
}
