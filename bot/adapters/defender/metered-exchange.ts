import type { CallQuota, Purpose } from '../../domain/call-quota.ts'
import { BotError } from '../../domain/error.ts'
import type { Answer } from '../http/exchange.ts'
import { exchange, refusal } from '../http/exchange.ts'

/** Sends one request to Defender, as `exchange` does. @throws BotError `throttled` also when our own share is used up. */
export type Send = (request: Request, deadlineMs: number, signal: AbortSignal) => Promise<Answer>

/** Calls for one purpose that takes several: what has begun goes to its end, or it would never come to one. */
export interface Calls {
  /** Finds room for what begins. @throws BotError `throttled` when our own share is used up */
  begin(): void
  /** Sends one request of what has begun; only Defender's 429 holds it. */
  readonly send: Send
}

/** Told of each call; `status` is null when no answer came. */
export interface CallEvents {
  defenderAnswered(purpose: Purpose, status: number | null, ms: number): void
  /** Not asked, because our share is used up. */
  defenderHeld(purpose: Purpose): void
}

/** Makes the calls for one purpose, inside the quota that every call to Defender counts in. */
export function createCalls(quota: CallQuota, purpose: Purpose, nowMs: () => number, events: CallEvents): Calls {
  const notFor = (retryAfterMs: number): void => {
    if (retryAfterMs <= 0) return
    events.defenderHeld(purpose)
    throw new BotError('throttled', `no call left for ${purpose}`, { detail: 'own-quota', retryAfterMs })
  }
  return {
    begin: () => notFor(quota.waitMs(purpose, nowMs())),
    async send(request, deadlineMs, signal) {
      const began = nowMs()
      notFor(quota.closedMs(purpose, began))
      quota.spend(purpose, began)
      const answer = await exchange(request, deadlineMs, signal).catch((error: unknown) => {
        events.defenderAnswered(purpose, null, nowMs() - began)
        throw error
      })
      events.defenderAnswered(purpose, answer.status, nowMs() - began)
      if (answer.status === 429) quota.refused(refusal(answer, 'Defender').retryAfterMs, nowMs())
      return answer
    },
  }
}

/** Sends requests for one purpose, each of which finds room for itself. */
export function createSend(...made: Parameters<typeof createCalls>): Send {
  const { begin, send } = createCalls(...made)
  return async (...asked) => {
    begin()
    return send(...asked)
  }
}
