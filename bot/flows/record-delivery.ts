import { conversationTitle } from '../domain/conversation.ts'
import type { Content, Delivery } from '../domain/delivery.ts'
import { afterFailure, NO_SUCH_MESSAGE } from '../domain/delivery.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, BatchId, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { msOf } from '../domain/instant.ts'
import { raiseDelivery } from '../domain/plan.ts'
import type { Records } from '../records.ts'
import type { DeliverPorts } from './deliver.ts'
import type { Send } from './plan-send.ts'
import { endPulse } from './pulse.ts'
import { settleCases } from './settle-cases.ts'
import { tellOperator } from './tell-operator.ts'

/** Records that Teams took it. */
export async function recordDelivered(
  ports: DeliverPorts,
  delivery: Delivery,
  { conversation, address, activityId: before, file }: Send,
  activityId: ActivityId,
  print: string,
): Promise<void> {
  const now = ports.now()
  const nowMs = ports.nowMs()
  await ports.store.transaction(async (records) => {
    if (!(await records.sent(delivery, print, now))) return // the next holder of the lease sends it, and records that
    if (ports.patience.comesBack(conversation.id, nowMs)) await records.hasten(conversation.id, now)
    if (address.serviceUrl !== conversation.serviceUrl) {
      await changed(records, conversation.id, (one) => ({ ...one, serviceUrl: address.serviceUrl, updatedAt: now }))
    }
    if (delivery.content.what === 'pulse') await endPulse(records, conversation.id, activityId, now)
    if (delivery.content.what === 'review') await reviewPosted(records, delivery.content, activityId)
    if (delivery.content.what === 'batch') await batchPosted(records, delivery.content.batchId, activityId)
    if (!file || before !== null) return
    const counts = await records.cardPosted(file.case.id, activityId, now)
    const [one] = await records.cases([file.case.id])
    if (one && one.severityRank > file.case.severityRank) await records.enqueue([raiseDelivery(one)], now) // got worse while it was being posted
    if (counts) await settleCases(records, [file.case.id], now, 'now') // it begins a thread whose machines are counted
  })
  ports.patience.took(conversation.id, address.threadId, nowMs)
}

/** Records that it failed, and what comes of that; `send` is null when it did not come to a request. */
export async function recordFailure(ports: DeliverPorts, delivery: Delivery, send: Send | null, error: unknown): Promise<void> {
  const { store, events, patience } = ports
  const now = ports.now()
  const known = error instanceof BotError ? error : new BotError('unclear', String(error), { cause: error })
  if (await messageGone(ports, delivery, send, known)) return events.failed(delivery, MESSAGE_GONE, 'later')

  patience.failed(delivery.conversationId)
  const threadId = send?.address.threadId ?? null
  const nowhere = known.code === 'unreachable' || (known.code === 'not-found' && known.detail !== NO_SUCH_MESSAGE)
  if (send && nowhere) patience.notFound(delivery.conversationId, send.address.serviceUrl === send.conversation.serviceUrl)
  const isRefusal = known.code === 'not-found' || known.code === 'forbidden'
  const refusals = isRefusal ? patience.refused(delivery.conversationId, known.code === 'not-found' ? threadId : null) : 0
  const tried = { isPost: send?.activityId === null, inThread: threadId !== null, refusals }
  const next = afterFailure(delivery, known, tried, now, ports.random())
  switch (next.do) {
    case 'later':
      if (known.code === 'throttled') ports.budget.hold(delivery.conversationId, ports.nowMs() + msOf(next.at) - msOf(now))
      await store.later(delivery, next.at, next.unclear, next.why)
      return events.failed(delivery, next.why, 'later')
    case 'leave-thread': {
      const incident = send?.file?.case.incidentId ?? null
      await store.transaction(async (records) => {
        if (incident !== null) await records.endThread(delivery.conversationId, incident)
        await records.later(delivery, now, null, next.why)
      })
      return events.failed(delivery, next.why, 'later')
    }
    case 'park':
      await store.transaction(async (records) => {
        await changed(records, delivery.conversationId, (one) => ({ ...one, state: 'parked', updatedAt: now }))
        await records.later(delivery, now, null, next.why)
        await tell(records, now, `parked:${delivery.conversationId}`, delivery, {
          title: 'A conversation takes nothing',
          lines: [next.why, 'What is meant for it waits until somebody writes to me there, or installs me again.'],
        })
      })
      patience.gaveUp(delivery.conversationId)
      return events.failed(delivery, next.why, 'parked')
    case 'dead':
      await store.transaction(async (records) => {
        const isDead = await records.dead(delivery, next.why, now)
        if (!isDead || delivery.key.startsWith('notice:dead:')) return
        await tell(records, now, `dead:${delivery.key}`, delivery, {
          title: 'Something could not be delivered',
          lines: [next.why, `Delivery ${delivery.key}: npm run outbox -- retry ${delivery.key}`],
        })
      })
      return events.failed(delivery, next.why, 'dead')
  }
}

const MESSAGE_GONE = 'the message was deleted in Teams'

/** What somebody deleted in Teams is posted anew: only cards, reviews, batches and the pulse are ever updated. */
async function messageGone(
  { store, now }: DeliverPorts,
  delivery: Delivery,
  send: Send | null,
  error: BotError,
): Promise<boolean> {
  if (error.detail !== NO_SUCH_MESSAGE || send?.activityId == null) return false
  await store.transaction(async (records) => {
    if (delivery.content.what === 'card') await records.cardGone(delivery.content.caseId)
    else if (delivery.content.what === 'review') await reviewPosted(records, delivery.content, null)
    else if (delivery.content.what === 'batch') await batchPosted(records, delivery.content.batchId, null)
    else await records.setCursor('pulse-message', null)
    await records.later(delivery, now(), null, MESSAGE_GONE)
  })
  return true
}

/** Records which message asks for a review, unless it was asked for anew since. */
async function reviewPosted(
  records: Records,
  { reviewId, times }: Extract<Content, { what: 'review' }>,
  messageId: ActivityId | null,
): Promise<void> {
  const review = await records.review(reviewId)
  if (review?.asked?.times !== times || review.asked.messageId === messageId) return
  await records.saveReview({ ...review, asked: { ...review.asked, messageId } })
}

/** Records which message tells how far a batch is. */
async function batchPosted(records: Records, id: BatchId, messageId: ActivityId | null): Promise<void> {
  const batch = await records.batch(id)
  if (batch?.told && batch.told.messageId !== messageId) await records.saveBatch({ ...batch, told: { ...batch.told, messageId } })
}

type Change = Parameters<Records['saveConversation']>[0]

async function changed(records: Records, id: ConversationId, edit: (one: Change) => Change): Promise<void> {
  const one = await records.conversation(id)
  if (one && one.state !== 'deleted') await records.saveConversation(edit(one))
}

/** Each time anew: what was tried again can end the same way. */
async function tell(
  records: Records,
  now: Instant,
  key: string,
  { conversationId }: Delivery,
  { title, lines }: { readonly title: string; readonly lines: readonly string[] },
): Promise<void> {
  const conversation = await records.conversation(conversationId)
  await tellOperator({ store: records, now: () => now }, `${key}:${now}`, {
    title,
    lines: [`To ${conversation ? conversationTitle(conversation) : conversationId}`, ...lines],
  })
}
