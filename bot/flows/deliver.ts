import type { CaseFile } from '../domain/case.ts'
import type { Conversation } from '../domain/conversation.ts'
import { conversationTitle } from '../domain/conversation.ts'
import type { Delivery, Notice } from '../domain/delivery.ts'
import { afterFailure } from '../domain/delivery.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, ConversationId } from '../domain/ids.ts'
import { msOf } from '../domain/instant.ts'
import { raiseDelivery } from '../domain/plan.ts'
import type { SendBudget } from '../domain/send-budget.ts'
import type { Address, Clock, Connector, Message, Random } from '../ports.ts'
import type { Store } from '../records.ts'
import { tellOperator } from './tell-operator.ts'

/** What delivering needs. */
export interface DeliverPorts {
  readonly store: Store
  readonly connector: Connector
  readonly budget: SendBudget
  readonly render: {
    readonly caseCard: (file: CaseFile) => Message
    readonly raiseCard: (file: CaseFile, severityRank: number) => Message
    readonly noticeCard: (notice: Notice) => Message
  }
  /** A short text that differs when the message differs. */
  readonly fingerprint: (message: Message) => string
  readonly now: Clock
  readonly random: Random
  readonly events: {
    delivered(delivery: Delivery, how: 'posted' | 'updated' | 'unchanged', activityId: ActivityId | null): void
    failed(delivery: Delivery, why: string, dead: boolean): void
  }
}

/** Requests to Teams under way at once, each in another conversation. */
const MOST_AT_ONCE = 8
/** Alerts that a card has room for. */
export const MOST_ALERTS = 10

/**
 * Sends what is due until nothing more may be sent now. One request at a time in a conversation, so that its messages
 * keep their order; the rest at once. Answers how many milliseconds until there may be something to do again.
 */
export async function deliverDue(ports: DeliverPorts, signal: AbortSignal): Promise<number> {
  const { store, budget } = ports
  const underWay = new Map<ConversationId, Promise<void>>()
  while (!signal.aborted || underWay.size > 0) {
    const now = ports.now()
    const spent = budget.exhausted(msOf(now))
    const room = signal.aborted ? 0 : Math.min(MOST_AT_ONCE, budget.room(msOf(now))) - underWay.size
    const claimed = room > 0 ? await store.claim(now, [...underWay.keys(), ...spent.conversations], room) : []
    for (const delivery of claimed) {
      underWay.set(
        delivery.conversationId,
        deliverOne(ports, delivery).finally(() => underWay.delete(delivery.conversationId)),
      )
    }
    if (underWay.size === 0) return pause(ports, spent.leastWaitMs)
    if (claimed.length < room || room <= 0) await Promise.race(underWay.values())
  }
  return 0
}

async function pause({ store, now }: DeliverPorts, budgetWaitMs: number): Promise<number> {
  const next = await store.nextDue()
  if (next === null) return IDLE_MS
  const dueInMs = msOf(next) - msOf(now())
  return Math.min(IDLE_MS, dueInMs > 0 ? dueInMs : Number.isFinite(budgetWaitMs) ? budgetWaitMs : BUSY_MS)
}
const IDLE_MS = 1000
const BUSY_MS = 50

/** On record as sending already; here comes the request, then its outcome. */
async function deliverOne(ports: DeliverPorts, delivery: Delivery): Promise<void> {
  const { store, events } = ports
  let isPost = true
  let asked = false
  try {
    const plan = await planSend(ports, delivery)
    if (plan === null) return await store.dead(delivery.key, 'its case or conversation is not on record', ports.now())
    isPost = plan.activityId === null
    const print = ports.fingerprint(plan.message)
    if (plan.activityId !== null && print === delivery.sentPrint) {
      await store.sent(delivery, print, ports.now())
      return events.delivered(delivery, 'unchanged', plan.activityId)
    }
    asked = true
    const never = new AbortController().signal // a stop waits for the request in hand: it has a deadline of its own
    if (plan.activityId !== null) {
      await ports.connector.update(plan.address, plan.activityId, plan.message, never)
      await store.sent(delivery, print, ports.now())
      return events.delivered(delivery, 'updated', plan.activityId)
    }
    const activityId = await ports.connector.post(plan.address, plan.message, never)
    await recordPost(ports, delivery, plan.file, activityId, print)
    events.delivered(delivery, 'posted', activityId)
  } catch (error) {
    await recordFailure(ports, delivery, asked ? error : notAsked(error), isPost)
  } finally {
    if (asked) ports.budget.spend(delivery.conversationId, msOf(ports.now())) // at its end: Teams counts it when it arrives
  }
}

interface Send {
  readonly address: Address
  readonly message: Message
  /** The message to update; `null` posts a new one. */
  readonly activityId: ActivityId | null
  readonly file: CaseFile | null
}

async function planSend({ store, render }: DeliverPorts, { content, conversationId }: Delivery): Promise<Send | null> {
  if (content.what === 'text') {
    const conversation = await store.conversation(conversationId)
    const message = { summary: content.text.slice(0, 80), body: { text: content.text } }
    return conversation && { address: addressOf(conversation, content.threadId), message, activityId: null, file: null }
  }
  if (content.what === 'notice') {
    const conversation = await store.conversation(conversationId)
    return (
      conversation && {
        address: addressOf(conversation, content.threadId),
        message: render.noticeCard(content.notice),
        activityId: null,
        file: null,
      }
    )
  }
  const file = await store.caseFile(content.caseId, MOST_ALERTS)
  if (!file) return null
  const { conversation, case: one } = file
  const thread =
    conversation.kind === 'channel' && one.incidentId !== null ? await store.thread(conversation.id, one.incidentId) : null
  if (content.what === 'raise') {
    const address = addressOf(conversation, conversation.kind === 'channel' ? (thread ?? one.activityId) : null)
    return { address, message: render.raiseCard(file, content.severityRank), activityId: null, file: null }
  }
  return { address: addressOf(conversation, thread), message: render.caseCard(file), activityId: one.activityId, file }
}

function addressOf({ id, kind, serviceUrl, tenantId }: Conversation, threadId: ActivityId | null): Address {
  return { conversationId: id, kind, serviceUrl, tenantId, threadId }
}

async function recordPost(
  ports: DeliverPorts,
  delivery: Delivery,
  file: CaseFile | null,
  activityId: ActivityId,
  print: string,
): Promise<void> {
  await ports.store.transaction(async (records) => {
    await records.sent(delivery, print, ports.now())
    if (!file) return
    await records.cardPosted(file.case.id, activityId, ports.now())
    const [now] = await records.cases([file.case.id])
    if (now && now.severityRank > file.case.severityRank) await records.enqueue([raiseDelivery(now)], ports.now()) // got worse while it was being posted
  })
}

async function recordFailure(ports: DeliverPorts, delivery: Delivery, error: unknown, isPost: boolean): Promise<void> {
  const now = ports.now()
  if (
    error instanceof BotError &&
    error.detail === 'ActivityNotFoundInConversation' &&
    delivery.content.what === 'card' &&
    !isPost
  ) {
    const { caseId } = delivery.content
    await ports.store.transaction(async (records) => {
      await records.cardGone(caseId)
      await records.later(delivery.key, now, false, 'the message was deleted in Teams')
    })
    return ports.events.failed(delivery, 'the message was deleted in Teams', false)
  }
  const known = error instanceof BotError ? error : new BotError('unclear', String(error), { cause: error })
  const next = afterFailure(delivery, known, isPost, now, ports.random())
  if (next.do === 'dead') {
    await ports.store.dead(delivery.key, next.why, now)
    await tellDead(ports, delivery, next.why)
  } else await ports.store.later(delivery.key, next.at, next.unclearPost, next.why)
  ports.events.failed(delivery, next.why, next.do === 'dead')
}

/** What will not reach its conversation is told to the operator; not when it is such a report itself. */
async function tellDead(ports: DeliverPorts, { key, conversationId }: Delivery, why: string): Promise<void> {
  if (key.startsWith('notice:dead:')) return
  const conversation = await ports.store.conversation(conversationId)
  const where = conversation ? conversationTitle(conversation) : conversationId
  await tellOperator(ports, `dead:${key}`, {
    title: 'Something could not be delivered',
    lines: [`To ${where}`, why, `Delivery ${key}`],
  })
}

/** A fault before the request: surely nothing was sent. */
function notAsked(error: unknown): BotError {
  return new BotError('unreachable', String(error), { cause: error })
}
