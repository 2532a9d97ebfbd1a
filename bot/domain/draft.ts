import type { WatchWish } from './command.ts'
import type { ConversationId, DraftId, RuleId } from './ids.ts'
import type { Instant } from './instant.ts'

/** What somebody wrote that a conversation should see or get, and nobody has confirmed yet. It decides nothing by itself. */
export interface Draft {
  readonly id: DraftId
  readonly conversationId: ConversationId
  readonly change:
    | { readonly do: 'watch'; readonly wish: WatchWish }
    | { readonly do: 'unwatch'; readonly ruleId: RuleId }
    /** The rules of a 1:1 chat that pause go on, as far as Defender shows its person now. */
    | { readonly do: 'go-on' }
    /** The digest of the day comes here, or no longer. */
    | { readonly do: 'digest'; readonly wanted: boolean }
    /** The service's own reports come here. */
    | { readonly do: 'operator' }
    /** All new actions, in every conversation. */
    | { readonly do: 'stop' | 'resume' }
  readonly endsAt: Instant
}

/** Time enough to sign in and read. */
export const DRAFT_LASTS_MS = 15 * 60_000
