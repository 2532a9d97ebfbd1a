import type { CallQuota, Purpose } from '../../domain/call-quota.ts'
import { BotError } from '../../domain/error.ts'
import type { Answer } from '../http/exchange.ts'
import { exchange, refusal } from '../http/exchange.ts'

/** Sends one request to Defender, as `exchange` does. @throws BotError `throttled` also when our own share is used up. */
export type Send = (request: Request, deadlineMs: number, signal: AbortSignal) => Promise<Answer>

/** Sends requests for one purpose, inside the quota that every call to Defender counts in. */
export function createSend(quota: CallQuota, purpose: Purpose, nowMs: () => number): Send {
  return async (request, deadlineMs, signal) => {
    const retryAfterMs = quota.waitMs(purpose, nowMs())
    if (retryAfterMs > 0) throw new BotError('throttled', `no call left for ${purpose}`, { detail: 'own-quota', retryAfterMs })
    quota.spend(purpose, nowMs())
    const answer = await exchange(request, deadlineMs, signal)
    if (answer.status === 429) quota.refused(refusal(answer, 'Defender').retryAfterMs, nowMs())
    return answer
  }
}
