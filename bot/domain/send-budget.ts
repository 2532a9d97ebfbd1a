import type { ConversationId } from './ids.ts'

/** Sends allowed in a span of time: per bot and conversation, and over all (Teams: "Rate limiting for bots"). An update counts as a send. */
const PER_CONVERSATION = [
  { sends: 7, spanMs: 1_000 },
  { sends: 8, spanMs: 2_000 },
  { sends: 60, spanMs: 30_000 },
  { sends: 1_800, spanMs: 3_600_000 },
] as const
const OVER_ALL = { sends: 50, spanMs: 1_000 } as const
/** Of what a conversation takes in half a minute or an hour so many are kept for what is most severe, until others become free within a second: a High never waits behind Lows. */
const KEPT_BACK = 2
const FREE_SOON_MS = 1_000
const LONG_MS = 30_000

/** Keeps count of what was sent, so that Teams need not refuse. Times are milliseconds of a clock that nobody sets back. */
export interface SendBudget {
  /** How long until the conversation may be sent something; 0 when now. */
  waitMs(conversation: ConversationId, nowMs: number): number
  /**
   * The conversations that must wait, those of which the last few sends are kept for what is most severe, and for how long
   * the least of both.
   */
  exhausted(nowMs: number): {
    readonly conversations: ConversationId[]
    readonly scarce: ConversationId[]
    readonly leastWaitMs: number
  }
  /** How many sends are left over all at this moment. */
  room(nowMs: number): number
  /** How many sends the conversation has left in this hour. */
  leftInHour(conversation: ConversationId, nowMs: number): number
  spend(conversation: ConversationId, nowMs: number): void
  /** Teams asked that nothing be sent to the conversation until then. */
  hold(conversation: ConversationId, untilMs: number): void
}

/** Something that was sent, and when. */
export interface Spent {
  readonly conversationId: ConversationId
  readonly atMs: number
}

/** A budget of which all of the second that began at `fullAtMs` is spent, because somebody else may just have sent, and what is known of `before`. */
export function createSendBudget(fullAtMs = -Infinity, before: readonly Spent[] = []): SendBudget {
  const sent = new Map<ConversationId, number[]>()
  for (const [id, sends] of Map.groupBy(before, ({ conversationId }) => conversationId)) {
    sent.set(
      id,
      sends.map(({ atMs }) => atMs).sort((a, b) => a - b),
    )
  }
  const held = new Map<ConversationId, number>()
  let all: number[] = Array.from({ length: OVER_ALL.sends }, () => fullAtMs)

  const waitMs = (conversation: ConversationId, nowMs: number, kept = 0): number => {
    const times = sent.get(conversation) ?? []
    const until = (sends: number, spanMs: number) => (times.at(-sends) ?? -Infinity) + spanMs
    const free = PER_CONVERSATION.map(({ sends, spanMs }) => {
      const withKept = kept > 0 && spanMs >= LONG_MS ? until(sends - kept, spanMs - FREE_SOON_MS) : -Infinity
      return Math.max(until(sends, spanMs), withKept)
    })
    return Math.max(0, (held.get(conversation) ?? -Infinity) - nowMs, ...free.map((at) => at - nowMs))
  }
  return {
    waitMs: (conversation, nowMs) => waitMs(conversation, nowMs),
    exhausted(nowMs) {
      const waiting = [...new Set([...sent.keys(), ...held.keys()])].filter((id) => waitMs(id, nowMs, KEPT_BACK) > 0)
      const { conversations = [], scarce = [] } = Object.groupBy(waiting, (id) =>
        waitMs(id, nowMs) > 0 ? 'conversations' : 'scarce',
      )
      const waits = [...conversations.map((id) => waitMs(id, nowMs)), ...scarce.map((id) => waitMs(id, nowMs, KEPT_BACK))]
      return { conversations, scarce, leastWaitMs: Math.min(...waits) }
    },
    room(nowMs) {
      all = all.filter((at) => at > nowMs - OVER_ALL.spanMs)
      return OVER_ALL.sends - all.length
    },
    leftInHour(conversation, nowMs) {
      const { sends, spanMs } = PER_CONVERSATION[3]
      return sends - (sent.get(conversation) ?? []).filter((at) => at > nowMs - spanMs).length
    },
    spend(conversation, nowMs) {
      all.push(nowMs)
      const times = sent.get(conversation) ?? []
      times.push(nowMs)
      sent.set(conversation, times.slice(-PER_CONVERSATION[3].sends))
    },
    hold(conversation, untilMs) {
      held.set(conversation, Math.max(untilMs, held.get(conversation) ?? -Infinity))
    },
  }
}
