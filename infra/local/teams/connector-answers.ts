/** The connector's refusals, by the code that Teams gives them (its page on conversational bots, "Status codes"). */
const STATUS = {
  BadSyntax: 400,
  BotNotRegistered: 401,
  BotNotInConversationRoster: 403,
  ForbiddenOperationException: 403,
  ConversationNotFound: 404,
  ActivityNotFoundInConversation: 404,
  NotFound: 404,
  MessageSizeTooBig: 413,
  Throttled: 429,
} as const

/** A code of the connector's. */
export type ConnectorCode = keyof typeof STATUS

/** Thrown inside the connector; becomes an error body. */
export class ConnectorRefusal extends Error {
  readonly code: ConnectorCode
  readonly retryAfterSeconds: number | null

  constructor(code: ConnectorCode, message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The error body that Teams answers with. */
export function refusalAnswer({ code, message, retryAfterSeconds }: ConnectorRefusal): Response {
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
  return Response.json({ error: { code, message } }, { status: STATUS[code], headers })
}
