/**
 * A moment in UTC as text with seven fractional digits (`2026-01-31T09:05:00.1234567Z`), so that text order is
 * time order and none of Defender's 100-nanosecond precision is lost, as it would be in a `Date`.
 */
export type Instant = string & { readonly is: 'Instant' }

const SHAPE = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,7})\d*)?(?:Z|\+00:00)$/

/** Reads a Defender timestamp (UTC, 0 to 7 fractional digits); `null` for anything else. */
export function parseInstant(text: unknown): Instant | null {
  const match = typeof text === 'string' ? SHAPE.exec(text) : null
  if (!match?.[1] || Number.isNaN(Date.parse(`${match[1]}Z`))) return null
  return `${match[1]}.${(match[2] ?? '').padEnd(7, '0')}Z` as Instant
}

/** The instant of a number of milliseconds since 1970. */
export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString().replace('Z', '0000Z') as Instant
}

/** Milliseconds since 1970, rounded down. */
export function msOf(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 23)}Z`)
}

/** The instant `ms` milliseconds later (earlier when negative); the digits below a millisecond stay. */
export function plusMs(instant: Instant, ms: number): Instant {
  return `${new Date(msOf(instant) + ms).toISOString().slice(0, 23)}${instant.slice(23)}` as Instant
}

/** The next moment that Defender can tell from this one: 100 nanoseconds later. */
export function justAfter(instant: Instant): Instant {
  const below = Number(instant.slice(23, 27)) + 1
  return below < 10_000
    ? (`${instant.slice(0, 23)}${String(below).padStart(4, '0')}Z` as Instant)
    : plusMs(`${instant.slice(0, 23)}0000Z` as Instant, 1)
}
