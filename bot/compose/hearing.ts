import type { Changes } from '../changes.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'

const EVERY_MS = 250

/** Tells what changed on record, whichever instance changed it, soon after. */
export async function startHearing({ store, events }: Ground, changes: Changes): Promise<Loop> {
  let { seq } = await store.changesAfter(null)
  return startLoop(
    async () => {
      const heard = await store.changesAfter(seq)
      seq = heard.seq
      for (const change of heard.changes) changes.tell(change)
      return EVERY_MS
    },
    (error) => {
      events.passFailed('hear', error)
      return 1000
    },
  )
}
