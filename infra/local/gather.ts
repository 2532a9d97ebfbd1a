import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What a run of tests gathers: a secret that was given out, or something that the bot told, and where. */
export type Gathered = { readonly secret: string; readonly value: string } | { readonly where: string; readonly text: string }

/** Names the folder to gather in, for this process and those it starts. Only a run of tests sets it. */
export const GATHER_IN = 'POCKETSOC_GATHER_IN'

let file: number | null = null

/** Keeps this for the search that ends a run of tests; at once, so that it stays when the process is killed. */
export function gather(found: Gathered): void {
  const dir = process.env[GATHER_IN]
  if (!dir) return
  file ??= openSync(join(dir, `${process.pid}.jsonl`), 'a', 0o600)
  writeSync(file, `${JSON.stringify(found)}\n`)
}
