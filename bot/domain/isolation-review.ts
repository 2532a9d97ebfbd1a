import type { Containment } from './containment.ts'
import type { Conversation } from './conversation.ts'
import type { Granted } from './granted.ts'
import type { ActionId, ActivityId, CaseId, ConversationId, MachineId, PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'
import type { Intent } from './intent.ts'
import { askerOf } from './intent.ts'
import type { Machine } from './machine.ts'
import type { MachineAction } from './machine-action.ts'
import { actionsOfFamily, isFinal, lastEndedFirst } from './machine-action.ts'

/**
 * Who answers for an isolation, and when they are asked whether it is still needed. It begins when Defender accepts the
 * isolation, or when that is first heard of, and ends with it. Nothing is released by itself.
 */
export interface IsolationReview {
  /** The machine action that isolates. */
  readonly id: ActionId
  readonly machineId: MachineId
  /** Whoever asked for it here, took it over, or was handed it; `null` for one that was made elsewhere. */
  readonly owner: { readonly id: PersonId; readonly name: string } | null
  /** The case that it was asked from. */
  readonly caseId: CaseId | null
  /** When the isolation was asked for. */
  readonly since: Instant
  readonly dueAt: Instant
  /** The last time that it was asked for in Teams; `messageId` is `null` until that is posted. */
  readonly asked: {
    readonly times: number
    readonly at: Instant
    readonly conversationId: ConversationId
    /** The case in whose thread. */
    readonly caseId: CaseId | null
    readonly messageId: ActivityId | null
  } | null
  readonly endedAt: Instant | null
  /** Rises with every change that a person may have to know before they press; a button carries it. */
  readonly revision: number
}

/** What a card about a review is drawn from. */
export interface ReviewFile {
  readonly review: IsolationReview
  /** The case that its buttons act in. */
  readonly caseId: CaseId | null
  /** Where it is shown: only in a channel is there anybody to hand it over to. */
  readonly kind: Conversation['kind']
  readonly machine: Machine | null
  readonly containment: Containment
  /** The machine's generation of containment. */
  readonly generation: number
  readonly granted: Granted | null
}

const HOUR_MS = 60 * 60_000

/** An isolation is looked at again after a day, unless the channel's rule says otherwise. */
export const REVIEW_AFTER_MS = 24 * HOUR_MS

/** How much longer an isolation may be left alone, in hours. */
export const EXTENSIONS_H = [4, 24, 72] as const
export type ExtensionHours = (typeof EXTENSIONS_H)[number]

/**
 * The isolation that stands or is on its way, of a machine's actions; `null` when there is none. Of several it is the one that is
 * `reviewed`, so that whoever answers for the machine goes on to, else the one that was asked for first.
 */
export function standingIsolation(actions: readonly MachineAction[], reviewed: ActionId | null): MachineAction | null {
  const all = actionsOfFamily(actions, 'containment')
  const done = lastEndedFirst(all).filter(({ status }) => status === 'Succeeded')
  const release = done.findIndex(({ type }) => type !== 'Isolate')
  const since = release === -1 ? done : done.slice(0, release)
  const standing = all.filter((one) => one.type === 'Isolate' && (!isFinal(one) || since.includes(one)))
  return standing.find(({ id }) => id === reviewed) ?? standing.at(-1) ?? null
}

/** The review of an isolation that was heard of just now; `intent` is the wish whose mark it bears. */
export function beginReview(action: MachineAction, intent: Intent | null, afterMs: number, now: Instant): IsolationReview {
  return {
    id: action.id,
    machineId: action.machineId,
    owner: intent && askerOf(intent),
    caseId: intent?.caseId ?? null,
    since: action.createdAt,
    dueAt: plusMs(now, afterMs),
    asked: null,
    endedAt: null,
    revision: 1,
  }
}

/** Whether it has to be asked for now: its time has come, and nobody was asked since. */
export function isDue({ endedAt, dueAt, asked }: IsolationReview, now: Instant): boolean {
  return endedAt === null && dueAt <= now && (asked === null || asked.at < dueAt)
}

/** Whether its time has come and nobody has decided yet. */
export function isOverdue({ endedAt, dueAt }: IsolationReview, now: Instant): boolean {
  return endedAt === null && dueAt <= now
}

/** The review, asked for in a conversation. */
export function askFor(
  review: IsolationReview,
  place: { readonly conversationId: ConversationId; readonly caseId: CaseId | null },
  now: Instant,
): IsolationReview {
  const times = (review.asked?.times ?? 0) + 1
  return { ...review, asked: { times, at: now, ...place, messageId: null }, revision: review.revision + 1 }
}

/** The review, so much later than it is due, or than now when it is overdue. */
export function extend(review: IsolationReview, hours: ExtensionHours, now: Instant): IsolationReview {
  const from = review.dueAt > now ? review.dueAt : now
  return { ...review, dueAt: plusMs(from, hours * HOUR_MS), revision: review.revision + 1 }
}

/** The review, with another who answers for the isolation. */
export function giveTo(review: IsolationReview, owner: NonNullable<IsolationReview['owner']>): IsolationReview {
  return { ...review, owner, revision: review.revision + 1 }
}

/** The review of an isolation that is over. */
export function endReview(review: IsolationReview, now: Instant): IsolationReview {
  return { ...review, endedAt: now, revision: review.revision + 1 }
}

/** The review of an isolation that was taken to be over and is not: whoever owned it still does. */
export function reopenReview(review: IsolationReview): IsolationReview {
  return { ...review, endedAt: null, revision: review.revision + 1 }
}
