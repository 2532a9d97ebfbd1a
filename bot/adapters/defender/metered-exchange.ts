import type { CallQuota, Purpose } from '../../domain/call-quota.ts'
import { BotError } from '../../domain/error.ts'
import type { Answer } from '../http/exchange.ts'
import { exchange, refusal } from '../http/exchange.ts'

/** Sends one request to Defender, as `exchange` does. @throws BotError `throttled` also when our own share is used up. */
export type Send = (request: Request, deadlineMs: number, signal: AbortSignal) => Promise<Answer>

/** Told of each call; `status` is null when no answer came. */
export interface CallEvents {
  defenderAnswered(purpose: Purpose, status: number | null, ms: number): void
  /** Not asked, because our share is used up. */
  defenderHeld(purpose: Purpose): void
}

/** Sends requests for one purpose, inside the quota that every call to Defender counts in. */
export function createSend(quota: CallQuota, purpose: Purpose, nowMs: () => number, events: CallEvents): Send {
  return async (request, deadlineMs, signal) => {
    const retryAfterMs = quota.waitMs(purpose, nowMs())
    if (retryAfterMs > 0) {
      events.defenderHeld(purpose)
      throw new BotError('throttled', `no call left for ${purpose}`, { detail: 'own-quota', retryAfterMs })
    }
    const began = nowMs()
    quota.spend(purpose, began)
    const answer = await exchange(request, deadlineMs, signal).catch((error: unknown) => {
      events.defenderAnswered(purpose, null, nowMs() - began)
      throw error
    })
    events.defenderAnswered(purpose, answer.status, nowMs() - began)
    if (answer.status === 429) quota.refused(refusal(answer, 'Defender').retryAfterMs, nowMs())
    return answer
  }
}
