import { SEVERITIES } from '../domain/alert.ts'
import type { ActivityId } from '../domain/ids.ts'
import type { Inbound } from '../domain/inbound.ts'
import { fresh } from '../domain/plan.ts'
import type { Clock, OutboxRecords } from '../ports.ts'

/** What answering needs. */
export interface AnswerPorts {
  readonly store: OutboxRecords
  readonly now: Clock
  readonly helpText: (kind: 'channel' | 'personal') => string
}

/** Whoever waits for words is answered before any card is sent. */
const RANK = SEVERITIES.length

const NOT_IN_GROUPS = 'I work in channels and in 1:1 chats, not in group chats: no alert will come here.'

/** Queues the answer to what somebody wrote, and the first words in a new chat. Everything else is not for words. */
export async function answerMessage({ store, now, helpText }: AnswerPorts, inbound: Inbound): Promise<void> {
  const { kind, conversationId, threadId } = inbound.origin
  const say = (key: string, thread: ActivityId | null): Promise<void> => {
    const text = kind === 'group' ? NOT_IN_GROUPS : helpText(kind)
    return store.enqueue([fresh(`text:${key}`, conversationId, { what: 'text', text, threadId: thread }, RANK, 0)], now())
  }
  if (inbound.is === 'message') await say(inbound.activityId, kind === 'channel' ? (threadId ?? inbound.activityId) : null)
  if (inbound.is === 'installed' && kind !== 'channel') await say(`hello:${conversationId}`, null)
}
