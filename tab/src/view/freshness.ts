import { ago, clock } from './times.ts'

/** How old what is shown is, always in sight. */
export interface Freshness {
  readonly text: string
  /** Not what Defender says now, or perhaps not. */
  readonly stale: boolean
}

/** Defender is read about every half minute; ten times that is no longer now. */
const OLD_MS = 5 * 60_000

/** `Defender read 09:41 UTC`; with its age where that matters, and why nothing newer comes. */
export function freshness(
  asOf: string | null,
  now: number,
  { online, live }: { readonly online: boolean; readonly live: boolean },
): Freshness {
  if (asOf === null) return { text: online ? 'Defender not read yet' : 'Offline', stale: true }
  const read = `Defender read ${clock(asOf, now)}`
  if (!online) return { text: `Offline. ${read}`, stale: true }
  if (now - Date.parse(asOf) > OLD_MS) return { text: `${read}, ${ago(asOf, now)}`, stale: true }
  return { text: live ? read : `${read}, not live`, stale: !live }
}
