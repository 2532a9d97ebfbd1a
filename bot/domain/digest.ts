import { SEVERITIES } from './alert.ts'
import type { CutOffWords } from './cut-off.ts'
import type { Instant } from './instant.ts'
import { msOf } from './instant.ts'

/** What stands on record when a digest is written. */
export interface DigestFacts {
  /** Since the last digest, by severity rank. */
  readonly newAlerts: ReadonlyMap<number, number>
  readonly openCases: number
  /** Longest first. */
  readonly isolated: readonly {
    readonly machine: string
    readonly owner: string | null
    readonly since: Instant
    readonly done: CutOffWords['done']
    readonly overdue: boolean
  }[]
  /** Deliveries that were given up; `null` where that is not told. */
  readonly dead: number | null
}

/** A time of day, `HH:MM` of 24 hours. */
export type TimeOfDay = string

/**
 * The local day whose digest is the newest that should have been told, as `2026-11-25`. It follows the clock on the wall: where a
 * time of day is left out in spring, the digest comes right after; where it comes twice in autumn, the day is the same.
 */
export function digestDay(now: Instant, at: TimeOfDay, zone: string): string {
  const { day, time } = onTheWall(now, zone)
  return time >= at ? day : dayBefore(day)
}

/** Whether a digest is to be told that was not yet. */
export function isDigestDue(toldAt: Instant, now: Instant, at: TimeOfDay, zone: string): boolean {
  return digestDay(now, at, zone) > digestDay(toldAt, at, zone)
}

function onTheWall(instant: Instant, zone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }) // 2026-11-25 08:00
  const [day = '', time = ''] = parts.format(new Date(msOf(instant))).split(' ')
  return { day, time }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 24 * 60 * 60_000).toISOString().slice(0, 10)
}

/** Machines named in a digest; the others are counted. */
const MOST_NAMED = 10

/** The digest in a few lines. */
export function digestLines({ newAlerts, openCases, isolated, dead }: DigestFacts, now: Instant): string[] {
  const named = isolated.slice(0, MOST_NAMED).map(({ machine, owner, since, done, overdue }) => {
    const how = done === 'contained' ? ' · contained' : ''
    const review = overdue ? ' · review overdue' : ''
    return `• ${machine}${how} · ${owner ?? 'no owner'} · ${ageWords(since, now)}${review}`
  })
  const contained = isolated.filter(({ done }) => done === 'contained').length
  const overdue = isolated.filter((one) => one.overdue).length
  return [
    `New alerts: ${severityWords(newAlerts)}`,
    `Open cases: ${openCases}`,
    `Isolated now: ${isolated.length - contained}${also(contained, 'contained')}${also(overdue, 'overdue for review')}`,
    ...named,
    ...(isolated.length > named.length ? [`• and ${isolated.length - named.length} more`] : []),
    ...(dead === null ? [] : [`Could not be delivered: ${dead}`]),
  ]
}

function also(count: number, what: string): string {
  return count > 0 ? `, ${count} ${what}` : ''
}

function severityWords(byRank: ReadonlyMap<number, number>): string {
  const ranks = [...byRank].toSorted(([a], [b]) => b - a)
  return (
    ranks.map(([rank, count]) => `${count} ${(SEVERITIES[rank] ?? 'of another severity').toLowerCase()}`).join(', ') || 'none'
  )
}

function ageWords(since: Instant, now: Instant): string {
  const hours = Math.floor((msOf(now) - msOf(since)) / 3_600_000)
  if (hours >= 48) return `for ${Math.floor(hours / 24)} days`
  return hours >= 1 ? `for ${hours} h` : 'for less than an hour'
}
