import { BotError } from '../../domain/error.ts'
import type { ActingToken } from '../../ports.ts'
import type { Answer } from '../http/exchange.ts'
import { refusal } from '../http/exchange.ts'
import type { Send } from './metered-exchange.ts'

const READ_DEADLINE_MS = 10_000
/** Defender takes some seconds to accept a change; after this we no longer know whether it did. */
const ACT_DEADLINE_MS = 30_000

/** Makes one call with the token that acts for a person. @throws BotError for whatever is no success */
export type Ask = (method: Method, path: string, as: ActingToken, signal: AbortSignal, body?: object) => Promise<Answer>

type Method = 'GET' | 'POST' | 'PATCH'

/** Calls Defender's API as people: what they see and what they may do is decided there, by their token. */
export function createAsk(origin: string, send: Send): Ask {
  return async (method, path, as, signal, body) => {
    const request = new Request(new URL(path, origin), {
      method,
      headers: { authorization: `Bearer ${as}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = await send(request, method === 'GET' ? READ_DEADLINE_MS : ACT_DEADLINE_MS, signal)
    if (answer.status < 200 || answer.status > 299) throw challenge(answer) ?? refusal(answer, `Defender ${method}`)
    return answer
  }
}

/** Defender wants more proof of the person (claims challenge, RFC 9470; Entra: "Claims challenges"). */
function challenge({ status, headers }: Answer): BotError | null {
  const header = headers.get('www-authenticate') ?? ''
  if (status !== 401 || !header.includes('insufficient_claims')) return null
  const encoded = /\bclaims="([\w+/=-]+)"/.exec(header)?.[1]
  const claims = encoded ? Buffer.from(encoded, 'base64').toString('utf8') : null
  return new BotError('sign-in-needed', 'Defender wants more proof', { claims })
}
