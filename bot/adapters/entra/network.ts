import type { INetworkModule, NetworkResponse } from '@azure/msal-node'
import { exchange, refusal } from '../http/exchange.ts'

const DEADLINE_MS = 15_000

/**
 * MSAL's way to the network, with the deadline that its own lacks, and following no redirect. A failure of Entra's own
 * (5xx, 429) ends here: told to MSAL, it would refuse the same scopes to everybody for a minute.
 */
export function networkClient(): INetworkModule {
  const send = async <T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> => {
    try {
      const answer = await exchange(new Request(url, init), DEADLINE_MS)
      if (answer.status === 429 || answer.status >= 500) throw refusal(answer, 'Entra')
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body as T }
    } catch (cause) {
      const { AuthError } = await import('@azure/msal-node') // MSAL lets no other error through
      throw Object.assign(new AuthError('network_error', ''), { cause })
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url, options) =>
      send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? null }),
  }
}
