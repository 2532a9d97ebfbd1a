import type { AppToken } from '../../ports.ts'
import { refusal } from '../http/exchange.ts'
import { itemsOf, query } from './answers.ts'
import type { Send } from './metered-exchange.ts'

const DEADLINE_MS = 15_000

/** Asks for the first item of a list, to see whether Defender answers the app at all; how many came. @throws BotError */
export async function askForOne(
  origin: string,
  path: '/api/alerts' | '/api/machines',
  token: AppToken,
  send: Send,
  signal: AbortSignal,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  const answer = await send(new Request(new URL(`${path}?${query({ $top: '1' })}`, origin), { headers }), DEADLINE_MS, signal)
  if (answer.status !== 200) throw refusal(answer, `Defender ${path}`)
  return itemsOf(answer.body, path).length
}
