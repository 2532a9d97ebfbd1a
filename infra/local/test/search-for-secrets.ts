import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Gathered } from '../gather.ts'
import { GATHER_IN } from '../gather.ts'
import { findLeaks } from './find-leaks.ts'

let dir: string

/** Everything that bots and tenants of this run have told so far. */
export function gatheredSoFar(): Gathered[] {
  const files = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))
  return files.flatMap((lines) => lines.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : [])))
}

/** Around every run of mocha (`.mocharc.json`): whatever a bot told must hold none of the secrets that its tenant gave out. */
export const mochaHooks: Mocha.RootHookObject = {
  beforeAll() {
    dir = mkdtempSync(join(tmpdir(), 'pocketsoc-gathered-'))
    process.env[GATHER_IN] = dir
  },
  afterAll(this: Mocha.Context) {
    this.timeout(60_000)
    try {
      assert.deepEqual(findLeaks(gatheredSoFar()), [], 'secrets were told where none may be')
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
}
