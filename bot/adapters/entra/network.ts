import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'

const DEADLINE_MS = 15_000

/** MSAL's way to the network, with the deadline that its own lacks, and following no redirect. */
export function networkClient(): INetworkModule {
  const send = async <T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> => {
    const reply = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) })
    return { status: reply.status, headers: Object.fromEntries(reply.headers), body: (await reply.json()) as T }
  }
  return {
    sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url: string, options?: NetworkRequestOptions) =>
      send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? null }),
  }
}
