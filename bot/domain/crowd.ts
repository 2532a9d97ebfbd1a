import type { CaseId, ConversationId, IncidentId } from './ids.ts'

/** The machines of one incident in one channel, when they are more than it is always shown. */
export interface Crowd {
  readonly conversationId: ConversationId
  readonly incidentId: IncidentId
  /** The case whose card begins the thread, and counts. */
  readonly first: CaseId
  /** Somebody asked to see every machine. */
  readonly showsAll: boolean
  /** Severity ranks of the cases that have a card of their own, or whose post is under way. */
  readonly shown: readonly number[]
  /** Cases whose first post nobody has tried yet. */
  readonly waiting: readonly Member[]
  /** Cases that are a number on the thread's first card. */
  readonly rolledUp: readonly Member[]
}

/** A case of a crowd. */
export interface Member {
  readonly id: CaseId
  readonly severityRank: number
  readonly openedAt: string
}

/** How a channel's backlog stands to what Teams lets through. */
export type Weather =
  /** More is due than half a minute lets through. */
  | { readonly is: 'storm' }
  /** What is due has room, and `room` sends more may go to unrolling. */
  | { readonly is: 'calm'; readonly room: number }
  | { readonly is: 'between' }

/** Machines of an incident that a channel is shown by a card each, whatever the weather. */
export const ALWAYS_SHOWN = 10

/**
 * Which cases become a number, and which get their card after all. In a storm those beyond the first ten do, the least
 * severe first; but one that is worse than all that is shown is shown, so that nobody looks past it.
 */
export function planCrowd(crowd: Crowd, weather: Weather): { readonly rollUp: CaseId[]; readonly unroll: CaseId[] } {
  const rolledUp = crowd.rolledUp.toSorted(worstFirst)
  if (crowd.showsAll) return { rollUp: [], unroll: idsOf(rolledUp) }

  const waiting = crowd.waiting.toSorted(worstFirst)
  const kept = waiting.slice(0, Math.max(0, ALWAYS_SHOWN - crowd.shown.length))
  const worstShown = Math.max(-1, ...crowd.shown, ...kept.map(({ severityRank }) => severityRank))
  const worse = ({ severityRank }: Member) => severityRank > worstShown
  return {
    rollUp: weather.is === 'storm' ? idsOf(waiting.slice(kept.length).filter((one) => !worse(one))) : [],
    unroll: weather.is === 'calm' ? idsOf(rolledUp.slice(0, Math.max(0, weather.room))) : idsOf(rolledUp.filter(worse)),
  }
}

/** How the weather is, from what is due and what Teams still lets through in this hour. */
export function weatherOf(due: number, leftInHour: number): Weather {
  if (due > HALF_MINUTE) return { is: 'storm' }
  const room = Math.min(HALF_MINUTE, leftInHour) - due - FREE
  return room >= AT_ONCE ? { is: 'calm', room } : { is: 'between' }
}

/** What a channel takes in half a minute. */
const HALF_MINUTE = 60
/** So many sends are kept for what is High (`send-budget.ts`). */
const FREE = 2
/** Machines are unrolled many at a time, for each time updates the count; what is more severe overtakes them. */
const AT_ONCE = 30

function worstFirst(a: Member, b: Member): number {
  return b.severityRank - a.severityRank || (a.openedAt < b.openedAt ? -1 : Number(a.openedAt > b.openedAt))
}

function idsOf(members: readonly Member[]): CaseId[] {
  return members.map(({ id }) => id)
}
