import type { ConversationId } from './ids.ts'

/** Sends allowed in a span of time: per bot and conversation, and over all (Teams: "Rate limiting for bots"). An update counts as a send. */
const PER_CONVERSATION = [
  { sends: 7, spanMs: 1_000 },
  { sends: 8, spanMs: 2_000 },
  { sends: 60, spanMs: 30_000 },
  { sends: 1_800, spanMs: 3_600_000 },
] as const
const OVER_ALL = { sends: 50, spanMs: 1_000 } as const

/** Keeps count of what was sent, so that Teams need not refuse. Times are milliseconds since 1970, never decreasing. */
export interface SendBudget {
  /** How long until the conversation may be sent something; 0 when now. */
  waitMs(conversation: ConversationId, nowMs: number): number
  /** The conversations that must wait, and for how long the least of them. */
  exhausted(nowMs: number): { readonly conversations: ConversationId[]; readonly leastWaitMs: number }
  /** How many sends are left over all at this moment. */
  room(nowMs: number): number
  /** How many sends the conversation has left in the spans that a storm fills, half a minute and an hour. */
  left(conversation: ConversationId, nowMs: number): number
  spend(conversation: ConversationId, nowMs: number): void
}

/** A budget with nothing spent but all of the second that began at `fullAtMs`: somebody else may just have sent. */
export function createSendBudget(fullAtMs = -Infinity): SendBudget {
  const sent = new Map<ConversationId, number[]>()
  let all: number[] = Array.from({ length: OVER_ALL.sends }, () => fullAtMs)

  const waitMs = (conversation: ConversationId, nowMs: number): number => {
    const times = sent.get(conversation) ?? []
    return Math.max(0, ...PER_CONVERSATION.map(({ sends, spanMs }) => (times.at(-sends) ?? -Infinity) + spanMs - nowMs))
  }
  return {
    waitMs,
    exhausted(nowMs) {
      const waits = [...sent.keys()].map((id) => [id, waitMs(id, nowMs)] as const).filter(([, ms]) => ms > 0)
      return { conversations: waits.map(([id]) => id), leastWaitMs: Math.min(...waits.map(([, ms]) => ms)) }
    },
    room(nowMs) {
      all = all.filter((at) => at > nowMs - OVER_ALL.spanMs)
      return OVER_ALL.sends - all.length
    },
    left(conversation, nowMs) {
      const times = sent.get(conversation) ?? []
      const spans = PER_CONVERSATION.filter(({ spanMs }) => spanMs >= 30_000)
      return Math.min(...spans.map(({ sends, spanMs }) => sends - times.filter((at) => at > nowMs - spanMs).length))
    },
    spend(conversation, nowMs) {
      all.push(nowMs)
      const times = sent.get(conversation) ?? []
      times.push(nowMs)
      sent.set(conversation, times.slice(-PER_CONVERSATION[3].sends))
    },
  }
}
