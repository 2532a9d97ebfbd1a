import type { Conversation } from '../domain/conversation.ts'
import type { Draft } from '../domain/draft.ts'
import type { ConversationId, DraftId, RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Rule } from '../domain/rule.ts'

/** Rules, as set by leads and operators. */
export interface RuleRecords {
  rules(): Promise<Rule[]>
  /** Also raises `rules-revision`. */
  addRule(rule: Rule): Promise<void>
  /** Replaces a rule for what is to come: known alerts are not looked at again. */
  replaceRule(rule: Rule): Promise<void>
  /** Also raises `rules-revision`. False when there is no such rule. */
  removeRule(id: RuleId): Promise<boolean>
}

/** The conversations that the bot knows. */
export interface ConversationRecords {
  conversations(): Promise<Conversation[]>
  conversation(id: ConversationId): Promise<Conversation | null>
  /** Inserts or replaces. */
  saveConversation(conversation: Conversation): Promise<void>
}

/** What was written and not yet confirmed. */
export interface DraftRecords {
  addDraft(draft: Draft, now: Instant): Promise<void>
  /** `null` when there is none, it was decided, or it is too old. */
  draft(id: DraftId, now: Instant): Promise<Draft | null>
  /** Takes it away: it is decided once. False when somebody was first. */
  takeDraft(id: DraftId): Promise<boolean>
}
