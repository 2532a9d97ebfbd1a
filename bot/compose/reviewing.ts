import { tabLink } from '../cards/tab-link.ts'
import { askReviews, beginMissingReviews } from '../flows/ask-reviews.ts'
import { createDescriber } from '../flows/describe-isolated.ts'
import { tellDigests } from '../flows/tell-digests.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'

const AGAIN_MS = 10_000

/** Asks whether isolations are still needed when that is due, and tells the digest of the day. */
export function startReviewing(ground: Ground, delivering: Pick<Loop, 'wake'>): Loop {
  const { config, events, store, now, look } = ground
  const describe = createDescriber({ store, machines: ground.defender('catch-up'), failed: events.machinesUnread })
  const digest = {
    store,
    now,
    digestAt: config.DIGEST_AT,
    zone: config.TIME_ZONE ?? 'UTC',
    times: look.times,
    link: look.tab && { title: 'Isolated now', url: tabLink(look.tab, 'isolated', 'Isolated now') },
  }
  let begun = false
  return startLoop(
    async (signal) => {
      if (!begun) await beginMissingReviews({ store, now })
      begun = true
      await describe(signal)
      const { asked, nextInMs } = await askReviews({ store, now })
      if (asked + (await tellDigests(digest)) > 0) delivering.wake()
      return nextInMs
    },
    (error) => {
      events.passFailed('review', error)
      return AGAIN_MS
    },
  )
}
