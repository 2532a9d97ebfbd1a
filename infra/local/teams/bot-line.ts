import type { BotAnswer } from '../control/shapes.ts'
import { gather } from '../gather.ts'
import { TENANT_ID } from '../world.ts'
import type { Activity } from './activities.ts'

/** How long Teams waits for the bot. */
const PATIENCE_MS = 15_000

/** Brings one activity to the bot's messaging endpoint; `token` null leaves the header out. */
export type Tell = (activity: Activity, token: string | null) => Promise<BotAnswer>

/** The status reported when there is no bot. */
export const NOT_THERE = 502

/** The line to the bot on this port. A bot that is silent for 15 s is a 504. */
export function createBotLine(port: number): Tell {
  return async (activity, token) => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
        method: 'POST',
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
          'x-ms-tenant-id': TENANT_ID,
        },
        body: JSON.stringify(activity),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      const text = await response.text()
      gather({ where: 'an answer to Teams', text })
      return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed(text) }
    } catch (error) {
      const silent = error instanceof DOMException && error.name === 'TimeoutError'
      const body = `The bot on port ${port} ${silent ? 'did not answer in time' : 'is not there'}.`
      return { status: silent ? 504 : NOT_THERE, headers: {}, body }
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
