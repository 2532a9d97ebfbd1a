import type { TenantClock } from '../platform.ts'

/** What a bot may do only so often in one thread; a channel with all its threads is one. */
export type Operation = 'send' | 'create conversation' | 'get members' | 'get conversations'

/** Teams's "Rate limiting for bots" page: [requests, seconds], per bot and thread. */
const WRITES = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1_800, 3_600],
] as const
const READS = [
  [14, 1],
  [16, 2],
  [120, 30],
  [3_600, 3_600],
] as const
/** The same page: 50 requests a second for an app in a tenant. */
const OVER_ALL = [[50, 1]] as const

type Windows = readonly (readonly [number, number])[]

/** Counts one request; answers how many seconds to wait when it is one too many, else `null`. */
export type TakeTurn = (operation: Operation, thread: string) => number | null

/** Nothing counted yet. A refused request does not count. */
export function createSendLimits(clock: TenantClock): TakeTurn {
  const counted = new Map<string, number[]>()

  const waitMs = (key: string, windows: Windows): number => {
    const times = counted.get(key) ?? []
    return Math.max(0, ...windows.map(([most, seconds]) => (times.at(-most) ?? -Infinity) + seconds * 1_000 - clock.now()))
  }
  const count = (key: string, windows: Windows) => {
    const times = counted.get(key) ?? []
    counted.set(key, [...times, clock.now()].slice(-Math.max(...windows.map(([most]) => most))))
  }
  return (operation, thread) => {
    const windows = operation.startsWith('get') ? READS : WRITES
    const key = `${operation} ${thread}`
    const wait = Math.max(waitMs(key, windows), waitMs('over all', OVER_ALL))
    if (wait > 0) return Math.ceil(wait / 1_000)
    count(key, windows)
    count('over all', OVER_ALL)
    return null
  }
}
