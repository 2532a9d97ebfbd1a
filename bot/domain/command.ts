import type { Severity, Status } from './alert.ts'
import { SEVERITIES, STATUSES } from './alert.ts'
import type { MachineGroup } from './machine-group.ts'

/** What a rule is to watch, before it is known where and since when. */
export interface WatchWish {
  readonly leastSeverity: Severity
  readonly statuses: readonly Status[]
  readonly machineGroups: readonly MachineGroup[]
  /** How far to look back, in milliseconds; 0 counts from now. */
  readonly lookBackMs: number
  /** As `Rule.reviewMs`. */
  readonly reviewMs: number | null
}

/** What somebody wrote to the bot. */
export type Command =
  | { readonly is: 'help' }
  | { readonly is: 'watch'; readonly wish: WatchWish }
  | { readonly is: 'unwatch' }
  | { readonly is: 'rules' }
  | { readonly is: 'operator' }
  | { readonly is: 'digest'; readonly wanted: boolean }
  | { readonly is: 'sign-out' }
  /** Stops all new actions, or lets them go on. */
  | { readonly is: 'stop' | 'resume' }
  /** A command with something wrong in it; `why` says what and how to mend it. */
  | { readonly is: 'mistake'; readonly why: string }

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
/** Defender answers for half a year back; a channel is not the place to read all of that. */
const LONGEST_LOOK_BACK_MS = 7 * 86_400_000
const SHORTEST_REVIEW_MS = 15 * 60_000
const LONGEST_REVIEW_MS = 30 * 86_400_000

/** Reads a message. What is no command is answered by help. */
export function parseCommand(text: string): Command {
  const [name = '', ...words] = split(text)
  switch (name.toLowerCase()) {
    case 'watch':
      return watch(words)
    case 'unwatch':
      return { is: 'unwatch' }
    case 'rules':
      return { is: 'rules' }
    case 'operator':
      return words[0]?.toLowerCase() === 'here'
        ? { is: 'operator' }
        : { is: 'mistake', why: 'Say "operator here" where my own reports should go.' }
    case 'digest': {
      const wanted = words[0]?.toLowerCase()
      return wanted === 'on' || wanted === 'off'
        ? { is: 'digest', wanted: wanted === 'on' }
        : { is: 'mistake', why: 'Say "digest on" or "digest off".' }
    }
    case 'stop':
    case 'resume': {
      const is = name.toLowerCase() === 'stop' ? 'stop' : 'resume'
      return words[0]?.toLowerCase() === 'actions'
        ? { is }
        : { is: 'mistake', why: `Say "${is} actions" to ${is === 'stop' ? 'stop all new actions' : 'let actions go on'}.` }
    }
    case 'sign':
      return words[0]?.toLowerCase() === 'out' ? { is: 'sign-out' } : { is: 'help' }
    default:
      return { is: 'help' }
  }
}

/** Words, with what stands in double quotes kept together: `group:"Domain controllers"`. */
function split(text: string): string[] {
  return (text.slice(0, 1000).match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''))
}

function watch(words: readonly string[]): Command {
  let leastSeverity: Severity | undefined
  let statuses: readonly Status[] = []
  let machineGroups: readonly string[] = []
  let lookBackMs = 0
  let reviewMs: number | null = null
  for (const word of words) {
    const [, key = '', value = ''] = /^([a-z]+):(.*)$/is.exec(word) ?? ['', 'severity', word]
    const values = value.split(',').flatMap((one) => one.trim() || [])
    switch (key.toLowerCase()) {
      case 'severity': {
        leastSeverity = named(SEVERITIES, value)
        if (!leastSeverity)
          return { is: 'mistake', why: `"${word}" is no severity. Say one of ${SEVERITIES.join(', ').toLowerCase()}.` }
        break
      }
      case 'status': {
        const known = values.map((one) => named(STATUSES, one))
        if (known.length === 0 || known.includes(undefined))
          return { is: 'mistake', why: `"${word}": statuses are ${STATUSES.join(', ').toLowerCase()}.` }
        statuses = known.filter((one) => one !== undefined)
        break
      }
      case 'group':
        if (values.length === 0) return { is: 'mistake', why: 'Name a machine group after "group:", such as group:Servers.' }
        machineGroups = values
        break
      case 'since': {
        lookBackMs = span(value)
        if (!lookBackMs || lookBackMs > LONGEST_LOOK_BACK_MS)
          return {
            is: 'mistake',
            why: `"${word}": say how far to look back, such as since:30m, since:4h or since:2d, at most 7d.`,
          }
        break
      }
      case 'review': {
        reviewMs = span(value)
        if (reviewMs < SHORTEST_REVIEW_MS || reviewMs > LONGEST_REVIEW_MS)
          return {
            is: 'mistake',
            why: `"${word}": say after how long an isolation is looked at again, such as review:8h, from 15m to 30d.`,
          }
        break
      }
      default:
        return {
          is: 'mistake',
          why: `I do not know "${word}". A rule has a severity, and may have status:, group:, since: and review:.`,
        }
    }
  }
  if (!leastSeverity) return { is: 'mistake', why: 'Say the least severity to watch, such as "watch high".' }
  return { is: 'watch', wish: { leastSeverity, statuses, machineGroups, lookBackMs, reviewMs } }
}

/** In milliseconds; 0 for what is none. */
function span(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,3})([mhd])$/i.exec(text) ?? []
  return Number(count) * (SPANS[unit.toLowerCase()] ?? 0)
}

function named<T extends string>(known: readonly T[], given: string): T | undefined {
  return known.find((one) => one.toLowerCase() === given.trim().toLowerCase())
}
