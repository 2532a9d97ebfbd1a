import { BotError } from '../../domain/error.ts'

/** What the other side said, read whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or `undefined` when the body was empty or not JSON. */
  readonly body: unknown
}

/** Failures that come before the request leaves us (Node and undici error codes); after any other it may have arrived. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_ABORTED',
])

/**
 * Sends one request once, within a deadline, following no redirect.
 * @throws BotError `unreachable` when it surely never arrived, `unclear` when it may have.
 */
export async function exchange(request: Request, deadlineMs: number, signal?: AbortSignal): Promise<Answer> {
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const reply = await fetch(request, { redirect: 'manual', signal: signal ? AbortSignal.any([signal, deadline]) : deadline })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: parsed(text) }
  } catch (error) {
    const code = codeOf(error)
    const what = `${request.method} ${new URL(request.url).host}: ${code}`
    throw new BotError(NEVER_SENT.has(code) ? 'unreachable' : 'unclear', what, { cause: error })
  }
}

/** The error that a refusing status means, with the other side's own code (`{"error":{"code"}}`) as its detail. */
export function refusal(answer: Answer, what: string): BotError {
  const said = `${what}: ${answer.status}`
  const more = { detail: detailOf(answer.body), retryAfterMs: retryAfterMs(answer.headers) }
  if (answer.status >= 500) return new BotError('unclear', said, more)
  switch (answer.status) {
    case 401:
      return new BotError('unauthorized', said, more)
    case 403:
      return new BotError('forbidden', said, more)
    case 404:
      return new BotError('not-found', said, more)
    case 412:
    case 429:
      return new BotError('throttled', said, more)
    case 413:
      return new BotError('too-big', said, more)
    default:
      return new BotError('rejected', said, more)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at.name === 'TimeoutError') return 'deadline'
  }
  return error instanceof Error ? error.name : 'unknown'
}

function detailOf(body: unknown): string | null {
  const error = body && typeof body === 'object' && 'error' in body ? body.error : null
  const code = error && typeof error === 'object' && 'code' in error ? error.code : null
  return typeof code === 'string' ? code.slice(0, 80) : null
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (!value) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
