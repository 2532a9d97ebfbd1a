import { endApprovals } from '../flows/end-approvals.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'

const AGAIN_IN_MS = 10_000

/** Ends requests for a second person when their time is over, again and again. */
export function startEndingApprovals({ events, store, now }: Ground, delivering: Pick<Loop, 'wake'>): Loop {
  return startLoop(
    async () => {
      const nextInMs = await endApprovals({ store, now })
      delivering.wake()
      return nextInMs
    },
    (error) => {
      events.passFailed('approvals', error)
      return AGAIN_IN_MS
    },
  )
}
