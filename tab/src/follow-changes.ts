import type { TabEvent } from '../../bot/tab-contract.ts'
import { readEvents } from './read-events.ts'

/** What following needs of the world. */
export interface Following {
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
  changed(event: TabEvent): void
  /** Said when the stream comes up, and when it goes. */
  connected(is: boolean): void
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** A stream that says nothing for this long is taken for dead; the API says `still-here` more often. */
const SILENCE_MS = 60_000

/** Follows what changes until the signal ends it; a broken stream is opened again, after longer and longer waits. */
export async function followChanges(following: Following, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const silent = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const listen = () => {
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), SILENCE_MS)
    }
    try {
      listen()
      const stream = await following.open(AbortSignal.any([signal, silent.signal]))
      following.connected(true)
      failures = 0
      for await (const event of readEvents(stream)) {
        listen()
        following.changed(event)
      }
    } catch {
      // Whatever ended it, it is opened again below.
    } finally {
      clearTimeout(timer)
    }
    following.connected(false)
    await following.wait(waitMs(failures), signal)
  }
}

/** 1, 2, 4 … 30 seconds. */
export function waitMs(failures: number): number {
  return Math.min(30_000, 1_000 * 2 ** failures)
}
