/** What can go wrong on the way to somebody else's service, drawn along one line: may it have happened? */
export type ErrorCode =
  | 'unreachable' // never left us: no connection
  | 'throttled' // refused for now: ask again after `retryAfterMs`
  | 'unauthorized' // our token was refused
  | 'forbidden' // known, and not allowed
  | 'not-found' // the thing addressed does not exist
  | 'too-big' // the message is larger than allowed
  | 'rejected' // refused for a reason that stays
  | 'sign-in-needed' // the person must sign in, consent or prove more
  | 'token-refused' // a token that is not this person's, not for us, or not fresh
  | 'unclear' // sent, and no answer that can be trusted

/** A failure that the flows know how to handle. `message` is for the log; it never carries a body or a token. */
export class BotError extends Error {
  readonly code: ErrorCode
  /** The other side's own code for it, where it gave one (`ConversationNotFound`). */
  readonly detail: string | null
  readonly retryAfterMs: number | null
  /** With `sign-in-needed`: the claims that Entra or Defender wants proved, as JSON. */
  readonly claims: string | null
  /** With `sign-in-needed`: consent is what is missing. */
  readonly consent: boolean
  /** The audit has it already. */
  readonly onRecord: boolean

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      detail?: string | null
      retryAfterMs?: number | null
      claims?: string | null
      consent?: boolean
      onRecord?: boolean
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'BotError'
    this.code = code
    this.detail = more.detail ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
    this.claims = more.claims ?? null
    this.consent = more.consent ?? false
    this.onRecord = more.onRecord ?? false
  }
}
