import type { ServerResponse } from 'node:http'
import type { PersonId } from '../../domain/ids.ts'
import { msOf } from '../../domain/instant.ts'
import type { Viewer } from '../../domain/viewer.ts'
import type { TabEvent } from '../../tab-contract.ts'

/** Answers that go on coming (WHATWG: server-sent events). Disposing ends them all. */
export interface EventStreams extends Disposable {
  /** Sends what `follow` tells until the client goes, the person's token ends, or `follow` says that it is over. */
  open(viewer: Viewer, to: ServerResponse, follow: Follow): void
}

/** Begins to tell; the function that it returns ends that. */
export type Follow = (send: (event: TabEvent) => void, over: () => void) => () => void

/** Clients and whatever stands between take a silent stream for dead after a minute. */
const BEAT_MS = 25_000
/** Tabs and phones of one person; a client that has gone without a word counts until it is noticed, so the oldest makes way. */
const MOST_OF_ONE = 5
/** A client that does not read gets no more. */
const MOST_UNREAD_BYTES = 16 * 1024

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

/** No streams at first. */
export function createEventStreams(nowMs: () => number): EventStreams {
  const running = new Map<PersonId, Set<() => void>>()

  return {
    open(viewer, to, follow) {
      const mine = running.get(viewer.id) ?? new Set()
      running.set(viewer.id, mine)
      const end = new AbortController()
      const stop = (): void => end.abort()
      const send = (event: TabEvent): void => {
        if (end.signal.aborted) return
        if (to.writableLength > MOST_UNREAD_BYTES) to.destroy()
        else to.write(`data: ${JSON.stringify(event)}\n\n`)
      }

      to.writeHead(200, HEADERS)
      send({ type: 'still-here' })
      const unfollow = follow(send, stop)
      const beat = setInterval(send, BEAT_MS, { type: 'still-here' })
      const tokenEnd = setTimeout(stop, msOf(viewer.endsAt) - nowMs())
      end.signal.addEventListener('abort', () => {
        unfollow()
        clearInterval(beat)
        clearTimeout(tokenEnd)
        mine.delete(stop)
        if (mine.size === 0) running.delete(viewer.id)
        to.end()
      })
      to.once('close', stop)
      mine.add(stop)
      const [oldest] = mine
      if (mine.size > MOST_OF_ONE) oldest?.()
    },
    [Symbol.dispose]() {
      for (const stop of [...running.values()].flatMap((mine) => [...mine])) stop()
    },
  }
}
