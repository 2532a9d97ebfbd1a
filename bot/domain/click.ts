import type { ConversationId, PersonId } from './ids.ts'

/** A press of a card's button, as Teams brings it: who and where are proven, what is a stranger's letter. */
export interface Click {
  readonly person: { readonly id: PersonId; readonly name: string }
  readonly conversationId: ConversationId
  readonly kind: 'channel' | 'personal' | 'group'
  readonly verb: string
  /** The button's data with the card's inputs, unread. */
  readonly data: unknown
  /** A refresh that the client made by itself. */
  readonly automatic: boolean
  /** What the sign-in page handed to Teams. */
  readonly signInCode: string | null
  /** A token of Teams's single sign-on. */
  readonly ssoToken: string | null
}

/** What the person who clicked sees; nobody else does. */
export type ClickReply =
  | { readonly is: 'card'; readonly card: object }
  | { readonly is: 'words'; readonly text: string }
  | { readonly is: 'sign-in'; readonly text: string; readonly url: string; readonly sso: boolean }
  /** The code of the sign-in page was not good. */
  | { readonly is: 'wrong-code' }
  /** The single sign-on token did not do; Teams then shows the sign-in button. */
  | { readonly is: 'sso-failed' }
