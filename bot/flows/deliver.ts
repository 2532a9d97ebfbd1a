import type { Delivery } from '../domain/delivery.ts'
import { BotError } from '../domain/error.ts'
import type { ActivityId, ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { msOf } from '../domain/instant.ts'
import type { SendBudget } from '../domain/send-budget.ts'
import type { Clock, Connector, Message, Random } from '../ports.ts'
import type { PlanSendPorts, Send } from './plan-send.ts'
import { planSend } from './plan-send.ts'
import { recordDelivered, recordFailure } from './record-delivery.ts'

/** What delivering needs. */
export interface DeliverPorts extends PlanSendPorts {
  readonly connector: Connector
  readonly budget: SendBudget
  /** A short text that differs when the message differs. */
  readonly fingerprint: (message: Message) => string
  /** Looks at what is due before it is sent: `createStormWatch`. */
  readonly watch: (now: Instant) => Promise<void>
  /** A pulse made the whole trip from Defender to Teams. */
  readonly pulseArrived: () => void
  /** Runs the work on one delivery, so that the log can tell what belongs to it. */
  readonly during: (delivery: Delivery, work: () => Promise<void>) => Promise<void>
  readonly now: Clock
  /** Milliseconds of a clock that nobody sets, which Teams's limits are kept by. */
  readonly nowMs: () => number
  readonly random: Random
  readonly events: {
    /** `sinceReadMs`: with a case's first card, since its alert was read. */
    delivered(
      delivery: Delivery,
      how: 'posted' | 'updated' | 'unchanged',
      activityId: ActivityId | null,
      sinceReadMs: number | null,
    ): void
    failed(delivery: Delivery, why: string, became: 'later' | 'dead' | 'parked'): void
  }
}

/** Requests to Teams under way at once, each in another conversation: at 400 ms each, what Teams takes in a second. */
const MOST_AT_ONCE = 20

/**
 * Sends what is due until nothing more may be sent now. One request at a time in a conversation, so that its messages
 * keep their order; the rest at once. Answers how many milliseconds until there may be something to do again.
 * @throws what the store threw, once nothing is under way any more; a delivery whose outcome could not be recorded stays `sending`.
 */
export async function deliverDue(ports: DeliverPorts, signal: AbortSignal): Promise<number> {
  const { store, budget } = ports
  const underWay = new Map<ConversationId, Promise<void>>()
  const faults: unknown[] = []
  const fault = (error: unknown): Delivery[] => {
    faults.push(error)
    return []
  }
  const ending = (): boolean => signal.aborted || faults.length > 0
  while (!ending() || underWay.size > 0) {
    const now = ports.now()
    if (!ending()) await ports.watch(now).catch(fault)
    const nowMs = ports.nowMs()
    const spent = budget.exhausted(nowMs)
    const room = ending() ? 0 : Math.min(MOST_AT_ONCE, budget.room(nowMs)) - underWay.size
    const claimed =
      room > 0 ? await store.claim(now, [...underWay.keys(), ...spent.conversations], room, spent.scarce).catch(fault) : []
    for (const delivery of claimed) {
      const done = ports.during(delivery, () => deliverOne(ports, delivery)).then(() => undefined, fault)
      underWay.set(
        delivery.conversationId,
        done.then(() => void underWay.delete(delivery.conversationId)),
      )
    }
    if (underWay.size > 0) {
      if (claimed.length < room || room <= 0) await Promise.race(underWay.values())
    } else if (!ending()) return pause(ports, spent.leastWaitMs)
  }
  if (faults.length > 0) throw faults[0]
  return 0
}

async function pause({ store, now }: DeliverPorts, budgetWaitMs: number): Promise<number> {
  const next = await store.nextDue()
  if (next === null) return IDLE_MS
  const dueInMs = msOf(next) - msOf(now())
  return Math.min(IDLE_MS, dueInMs > 0 ? dueInMs : Number.isFinite(budgetWaitMs) ? Math.ceil(budgetWaitMs) : BUSY_MS)
}
const IDLE_MS = 1000
const BUSY_MS = 50

/** On record as sending already; here comes the request, then its outcome. */
async function deliverOne(ports: DeliverPorts, delivery: Delivery): Promise<void> {
  let send: Send | null = null
  let asked = false
  try {
    send = await planSend(ports, delivery)
    if (send === null) {
      await ports.store.dead(delivery, 'its case or conversation is not on record', ports.now())
      return
    }
    const print = ports.fingerprint(send.message)
    if (send.activityId !== null && print === delivery.sentPrint) {
      await ports.store.sent(delivery, print, ports.now())
      return ports.events.delivered(delivery, 'unchanged', send.activityId, null)
    }
    asked = true
    const activityId = await request(ports, send)
    const taken = send
    const record = () => recordDelivered(ports, delivery, taken, activityId, print)
    await record().catch(record) // the database may have cut a connection: what Teams took is not to become unknown by that
    if (delivery.content.what === 'pulse') ports.pulseArrived()
    const isFirst = send.activityId === null && delivery.sentPrint === null && delivery.content.what === 'card'
    const first = isFirst ? send.file : null
    const sinceReadMs = first && msOf(ports.now()) - msOf(first.case.openedAt)
    ports.events.delivered(delivery, send.activityId === null ? 'posted' : 'updated', activityId, sinceReadMs)
  } catch (error) {
    await recordFailure(ports, delivery, send, asked ? error : notAsked(error))
  } finally {
    if (asked) ports.budget.spend(delivery.conversationId, ports.nowMs()) // at its end: Teams counts it when it arrives
  }
}

/** One request; a second, shorter one when Teams finds the first too big, which it does before it shows anything. */
async function request(ports: DeliverPorts, send: Send): Promise<ActivityId> {
  try {
    return await put(ports, send, send.message)
  } catch (error) {
    if (send.shorter === null || !(error instanceof BotError) || error.code !== 'too-big') throw error
    ports.budget.spend(send.conversation.id, ports.nowMs())
    return put(ports, send, send.shorter())
  }
}

/** A stop waits for the request in hand, which has a deadline of its own. */
async function put({ connector }: DeliverPorts, { address, activityId }: Send, message: Message): Promise<ActivityId> {
  const never = new AbortController().signal
  if (activityId === null) return connector.post(address, message, never)
  await connector.update(address, activityId, message, never)
  return activityId
}

/** A fault before the request: surely nothing was sent. */
function notAsked(error: unknown): BotError {
  return new BotError('unreachable', String(error), { cause: error })
}
