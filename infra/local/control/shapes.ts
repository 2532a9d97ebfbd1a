/** What `/control` answers with, and what the web client draws. JSON shapes; times are ISO 8601 UTC. */
import type { Platform } from '../platform.ts'

/** A place where messages stand. A channel's threads are its messages with the same `root`. */
export interface ConversationView {
  /** `19:…@thread.tacv2` for a channel, `a:…` for a 1:1 chat. Never carries `;messageid=`. */
  readonly id: string
  readonly kind: 'channel' | 'personal'
  /** The channel's name, or the account's. */
  readonly name: string
  /** The team's name for a channel, else `null`. */
  readonly team: string | null
  /** The account's key for a 1:1 chat, else `null`. */
  readonly account: string | null
  /** Whether the bot is installed there. */
  readonly installed: boolean
  /** False when the channel was deleted. */
  readonly exists: boolean
}

/** One message as everybody in the conversation sees it. */
export interface MessageView {
  readonly id: string
  /** The id of the thread's first message; equal to `id` for a first message and always in a 1:1 chat. */
  readonly root: string
  readonly conversation: string
  readonly from: { readonly kind: 'bot' | 'person'; readonly key: string; readonly name: string }
  readonly text: string | null
  readonly summary: string | null
  /** Adaptive Cards as posted (the attachments' `content`). */
  readonly cards: readonly unknown[]
  /** People mentioned, in text or cards. */
  readonly mentions: readonly { readonly id: string; readonly name: string }[]
  readonly createdAt: string
  readonly updatedAt: string | null
  /** How often the bot replaced it. */
  readonly updates: number
  readonly deleted: boolean
}

/** What the bot answered to an activity, untouched. */
export interface BotAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Parsed when it was JSON, else the text. */
  readonly body: unknown
}

/** How a click ended that may have asked for a sign-in: the last answer, and the page where the sign-in ended, if there was one. */
export interface SignedInView extends BotAnswer {
  readonly page: { readonly path: string; readonly status: number; readonly html: string } | null
}

/** One line of `GET /control/events` (server-sent events, `data:` is this as JSON). */
export type TenantEvent =
  | { readonly type: 'message'; readonly message: MessageView }
  | { readonly type: 'conversations' }
  /** Nobody sees a card of their own on the message any more. */
  | { readonly type: 'wiped'; readonly message: string }
  | { readonly type: 'private'; readonly account: string; readonly message: string; readonly answer: BotAnswer }

/** One request a platform received; the `Authorization` header is replaced by whom it spoke for. */
export interface ReceivedView {
  readonly seq: number
  readonly at: string
  readonly platform: Platform
  readonly method: string
  readonly path: string
  readonly query: string
  /** Whom the token was for: an app (`appId`) or a person (`oid`, `upn`); `null` without a valid token. */
  readonly caller: { readonly appId: string; readonly oid?: string; readonly upn?: string } | null
  readonly body: unknown
  /** The status answered; 0 when the connection was reset. */
  readonly status: number
  /** The fault that was played, if any. */
  readonly fault: string | null
}

/** A fault to play on the next matching requests. */
export interface FaultView {
  readonly id: string
  readonly platform: ReceivedView['platform']
  readonly method: string | null
  /** A regular expression on path and query; `null` matches all. */
  readonly path: string | null
  /** `answer`: answer `status` without doing it · `after`: do it, then answer `status` after `ms` · `reset`: cut the connection · `reset-after`: do it, then cut · `delay`: do it after `ms`. */
  readonly kind: 'answer' | 'after' | 'reset' | 'reset-after' | 'delay'
  readonly status: number
  readonly retryAfterSeconds: number | null
  /** Where an answer says that the thing is. */
  readonly location: string | null
  readonly ms: number
  /** How many requests are still to be hit; `null` for every one until it is cleared. */
  readonly left: number | null
}
