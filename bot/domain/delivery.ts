import type { BotError } from './error.ts'
import type { ActionId, ActivityId, BatchId, CaseId, ConversationId, DraftId, IntentId } from './ids.ts'
import type { Instant } from './instant.ts'
import { plusMs } from './instant.ts'

/** What a delivery puts into its conversation. */
export type Content =
  /** The case's card, rendered from the record when it is sent: posted the first time, updated after. */
  | { readonly what: 'card'; readonly caseId: CaseId }
  /** A short reply: the case became more severe. An update notifies nobody, a reply does. */
  | { readonly what: 'raise'; readonly caseId: CaseId; readonly severityRank: number }
  /** Asks whoever answers for an isolation whether it is still needed: posted once each time, updated after. */
  | { readonly what: 'review'; readonly reviewId: ActionId; readonly times: number }
  /** How far a batch is: posted once, updated after. */
  | { readonly what: 'batch'; readonly batchId: BatchId }
  /** A few lines with buttons, in answer to a command. */
  | { readonly what: 'notice'; readonly notice: Notice; readonly threadId: ActivityId | null }
  /** The service's own heartbeat, one message that is updated in place. */
  | { readonly what: 'pulse'; readonly begunAt: Instant }
  /** A package that somebody asked for is there, in their own chat. */
  | { readonly what: 'package'; readonly ready: PackageReady }
  /** Plain words, in answer to a message. */
  | { readonly what: 'text'; readonly text: string; readonly threadId: ActivityId | null }

/** A few lines in answer to a command; each button confirms a draft. */
export interface Notice {
  readonly title: string
  readonly lines: readonly string[]
  readonly buttons: readonly { readonly title: string; readonly draftId: DraftId }[]
  /** Whom it mentions, for a push on the phone; `id` is a UPN or Entra object id. */
  readonly mention?: { readonly id: string; readonly name: string }
  readonly link?: { readonly title: string; readonly url: string }
}

/** A package that can be fetched, by the wish that it came from. */
export interface PackageReady {
  readonly intentId: IntentId
  /** The machine's name. */
  readonly machine: string | null
}

/** Something that must reach a conversation. The key says what it is, so the same thing is never queued twice. */
export interface Delivery {
  /**
   * `card:<case>`, `raise:<case>:<rank>`, `text:<activity answered>`, `notice:<activity answered>`,
   * `notice:handed:<machine action>:<revision>`, `review:<machine action>:<time>`, `pulse:<conversation>`, `package:<intent>`,
   * `batch:<batch>`.
   */
  readonly key: string
  readonly conversationId: ConversationId
  readonly content: Content
  /** Severity rank: the higher is sent first, within a conversation and between them. */
  readonly rank: number
  /** The case's revision that is wanted on the card; 0 where there is no case. */
  readonly revision: number
  /** Not to be sent before this, when it is only queued for content; `null` is at once. */
  readonly notBefore: Instant | null
  /** Fingerprint of what stands in Teams, so that an unchanged card is not sent again; `null` where that is not known. */
  readonly sentPrint: string | null
  /** Tries since the last success, or since it was queued again after it ended dead. */
  readonly tries: number
  /** Posts whose outcome was never learnt: each may stand twice in the conversation. */
  readonly unclearPosts: number
  /** Of the lease, when it was claimed; 0 before. */
  readonly epoch: number
}

/** What it was whose outcome was never learnt; `null` when it surely came to nothing. */
export type Unclear = 'post' | 'update' | null

/** What becomes of a delivery after a try that failed. */
export type AfterFailure =
  | { readonly do: 'later'; readonly at: Instant; readonly unclear: Unclear; readonly why: string }
  | { readonly do: 'dead'; readonly why: string }
  /** The conversation takes nothing: all that is meant for it waits until it is heard of again. */
  | { readonly do: 'park'; readonly why: string }
  /** The thread's first message is gone: the next try begins another. */
  | { readonly do: 'leave-thread'; readonly why: string }

/** What was tried. */
export interface Tried {
  readonly isPost: boolean
  readonly inThread: boolean
  /** Refusals in a row, this one included: of this thread where nothing was found in it, else of the conversation. */
  readonly refusals: number
}

const SECOND = 1000
/** A post whose outcome is unknown is posted again no sooner than this. */
export const UNCLEAR_POST_WAIT_MS = 30 * SECOND
const LONGEST_WAIT_MS = 300 * SECOND
/** `ConversationNotFound` is also answered now and then for conversations that exist. */
const REFUSALS_TO_PARK = 5
const REFUSALS_TO_LEAVE_THREAD = 2
/** Teams's code where a message is addressed that was deleted: the one to update, or the first of the thread. */
export const NO_SUCH_MESSAGE = 'ActivityNotFoundInConversation'

/**
 * Decides when to try again, or that there is no use. Only what Teams refuses for good ends dead; nothing is given up
 * because a service or a conversation was away for long. `jitter` is a random number from 0 to 1.
 */
export function afterFailure(delivery: Delivery, error: BotError, tried: Tried, now: Instant, jitter: number): AfterFailure {
  const why = error.detail ? `${error.message} (${error.detail})` : error.message
  const backoff = Math.min(SECOND * 2 ** Math.min(delivery.tries, 20), LONGEST_WAIT_MS) * (0.75 + jitter / 2)
  const later = (ms: number, unclear: Unclear = null): AfterFailure => ({
    do: 'later',
    at: plusMs(now, Math.round(ms)),
    unclear,
    why,
  })
  switch (error.code) {
    case 'throttled':
      return later(error.retryAfterMs ?? backoff)
    case 'unclear':
      return tried.isPost ? later(Math.max(UNCLEAR_POST_WAIT_MS, backoff), 'post') : later(backoff, 'update')
    case 'unreachable':
    case 'unauthorized':
      return later(backoff)
    case 'not-found':
      if (tried.inThread && (error.detail === NO_SUCH_MESSAGE || tried.refusals >= REFUSALS_TO_LEAVE_THREAD)) {
        return delivery.content.what === 'card' ? { do: 'leave-thread', why } : { do: 'dead', why }
      }
      return tried.refusals < REFUSALS_TO_PARK ? later(backoff) : { do: 'park', why }
    case 'forbidden':
      return tried.refusals < REFUSALS_TO_PARK ? later(backoff) : { do: 'park', why }
    case 'sign-in-needed':
    case 'token-refused':
    case 'too-big':
    case 'rejected':
      return { do: 'dead', why }
  }
}
