import type { Batch } from '../domain/batch.ts'
import type { CaseFile } from '../domain/case.ts'
import type { Conversation } from '../domain/conversation.ts'
import type { Content, Delivery, Notice, PackageReady } from '../domain/delivery.ts'
import type { ActivityId, BatchId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { ReviewFile } from '../domain/isolation-review.ts'
import type { Machine } from '../domain/machine.ts'
import type { Patience } from '../domain/patience.ts'
import type { Address, Message } from '../ports.ts'
import type { Store } from '../records.ts'
import { pulseMessage } from './pulse.ts'
import { reviewFile } from './review-file.ts'
import { threadOf } from './thread-of.ts'

/** What deciding needs. */
export interface PlanSendPorts {
  readonly store: Store
  readonly render: {
    readonly caseCard: (file: CaseFile) => Message
    /** For the case whose whole card Teams finds too big. */
    readonly shortCaseCard: (file: CaseFile) => Message
    readonly reviewCard: (file: ReviewFile) => Message
    readonly raiseCard: (file: CaseFile, severityRank: number) => Message
    readonly noticeCard: (notice: Notice) => Message
    readonly packageReadyCard: (ready: PackageReady) => Message
    readonly batchCard: (batch: Batch, machines: ReadonlyMap<MachineId, Machine>) => Message
    readonly pulseCard: (begunAt: Instant) => Message
  }
  /** Where Teams takes messages for every conversation when a conversation's own address does not answer. */
  readonly fallbackServiceUrl: string
  readonly patience: Patience
}

/** One request to Teams. */
export interface Send {
  readonly conversation: Conversation
  readonly address: Address
  readonly message: Message
  /** In its place when it is too big, where there is anything shorter to say. */
  readonly shorter: (() => Message) | null
  /** The message to update; `null` posts a new one. */
  readonly activityId: ActivityId | null
  readonly file: CaseFile | null
}

/** Alerts that a card has room for. */
export const MOST_ALERTS = 10

/** What a delivery sends and where, from the record as it is now; `null` when that has no place for it any more. */
export async function planSend(ports: PlanSendPorts, delivery: Delivery): Promise<Send | null> {
  const { store, render } = ports
  const { content } = delivery
  const alone = { shorter: null, activityId: null, file: null }
  if (content.what === 'text' || content.what === 'notice' || content.what === 'package') {
    const conversation = await store.conversation(delivery.conversationId)
    const threadId = content.what === 'package' ? null : content.threadId
    const message = aloneMessage(render, content)
    return conversation && { ...alone, conversation, address: addressOf(ports, conversation, threadId), message }
  }
  if (content.what === 'pulse') {
    const conversation = await store.conversation(delivery.conversationId)
    if (!conversation) return null
    const activityId = await pulseMessage(store, conversation.id)
    const address = addressOf(ports, conversation, null)
    return { ...alone, conversation, address, message: render.pulseCard(content.begunAt), activityId }
  }
  if (content.what === 'review') return planReview(ports, content)
  if (content.what === 'batch') return planBatch(ports, content.batchId)
  const file = await store.caseFile(content.caseId, MOST_ALERTS)
  if (!file) return null
  const { conversation, case: one } = file
  const inChannel = conversation.kind === 'channel'
  const thread = inChannel && one.incidentId !== null ? await store.thread(conversation.id, one.incidentId) : null
  if (content.what === 'raise') {
    const address = addressOf(ports, conversation, inChannel ? (thread ?? one.activityId) : null)
    return { ...alone, conversation, address, message: render.raiseCard(file, content.severityRank) }
  }
  return {
    conversation,
    address: addressOf(ports, conversation, thread),
    message: render.caseCard(file),
    shorter: () => render.shortCaseCard(file),
    activityId: one.activityId,
    file,
  }
}

/** In the thread of the case that it is asked for in, where there is one. Its buttons act in no case that the chat does not show any more. */
async function planReview(ports: PlanSendPorts, { reviewId, times }: Extract<Content, { what: 'review' }>): Promise<Send | null> {
  const { store, render } = ports
  const review = await store.review(reviewId)
  if (!review?.asked) return null
  const { conversationId, caseId, messageId } = review.asked
  const conversation = await store.conversation(conversationId)
  if (!conversation) return null
  const hidden = caseId !== null && (await store.hiddenCases([caseId])).has(caseId)
  return {
    conversation,
    address: addressOf(ports, conversation, await threadOf(store, { conversationId, caseId })),
    message: render.reviewCard(await reviewFile(store, review, { caseId: hidden ? null : caseId, kind: conversation.kind })),
    shorter: null,
    activityId: review.asked.times === times ? messageId : null,
    file: null,
  }
}

/** In the asker's own chat, else in the thread of the case that it was asked from. */
async function planBatch(ports: PlanSendPorts, id: BatchId): Promise<Send | null> {
  const { store, render } = ports
  const batch = await store.batch(id)
  const conversation = batch?.told && (await store.conversation(batch.told.conversationId))
  if (!batch?.told || !conversation) return null
  return {
    conversation,
    address: addressOf(ports, conversation, await threadOf(store, batch.told)),
    message: render.batchCard(batch, await store.machines(batch.items.map(({ machineId }) => machineId))),
    shorter: null,
    activityId: batch.told.messageId,
    file: null,
  }
}

/** A message that no record stands behind. */
function aloneMessage(
  render: PlanSendPorts['render'],
  content: Extract<Content, { what: 'text' | 'notice' | 'package' }>,
): Message {
  switch (content.what) {
    case 'text':
      return { summary: content.text.slice(0, 80), body: { text: content.text } }
    case 'notice':
      return render.noticeCard(content.notice)
    case 'package':
      return render.packageReadyCard(content.ready)
  }
}

/** Where nothing was found, the next try goes to the address that serves every conversation: its own may have changed (Teams: "Proactive messages"). */
function addressOf(
  { fallbackServiceUrl, patience }: PlanSendPorts,
  { id, kind, serviceUrl, tenantId }: Conversation,
  threadId: ActivityId | null,
): Address {
  const url = patience.triesElsewhere(id) ? fallbackServiceUrl : serviceUrl
  return { conversationId: id, kind, serviceUrl: url, tenantId, threadId }
}
