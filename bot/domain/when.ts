import type { Instant } from './instant.ts'
import { instantOf, parseInstant, plusMs } from './instant.ts'

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads a moment as an operator writes it: `30d`, `4h` or `30m` ago, `2026-11-01` (UTC), or an instant. `null` for anything else. */
export function parseWhen(text: string, now: Instant): Instant | null {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (SPANS[unit]) return plusMs(now, -Number(count) * SPANS[unit])
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? wholeDay(text) : text)
}

/** Where the day begins; a day that the calendar does not have is none. */
function wholeDay(text: string): string | null {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) || !instantOf(ms).startsWith(text) ? null : instantOf(ms)
}
