import type { ConfidentialClientApplication, INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { BotError } from '../../domain/error.ts'
import type { Secret } from '../../secret.ts'

const DEADLINE_MS = 15_000

/** An app registration and how it proves itself. */
export interface Registration {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: Secret
}

/** Tokens of one registration for itself (client credentials), kept by MSAL until they expire; requests in flight are shared. */
export interface AppTokens {
  /** An access token for `scope` (`…/.default`). @throws BotError `unauthorized` when Entra refuses us, `unreachable`, `unclear`. */
  for(scope: string): Promise<string>
}

/** `authority` is the cloud's sign-in host, `https://login.microsoftonline.com`. MSAL is loaded at the first token. */
export function createAppTokens(authority: string, { tenantId, clientId, secret }: Registration): AppTokens {
  let client: Promise<ConfidentialClientApplication> | null = null
  const inFlight = new Map<string, Promise<string>>()

  const start = async (): Promise<ConfidentialClientApplication> => {
    const msal = await import('@azure/msal-node')
    return new msal.ConfidentialClientApplication({
      auth: { clientId, authority: `${authority}/${tenantId}`, clientSecret: secret.reveal() },
      system: { networkClient: networkClient() },
    })
  }

  const acquire = async (scope: string): Promise<string> => {
    client ??= start()
    try {
      const result = await (await client).acquireTokenByClientCredential({ scopes: [scope] })
      if (!result) throw new BotError('unclear', 'Entra gave no token')
      return result.accessToken
    } catch (error) {
      client = null // a failed answer blocks an MSAL client's scopes for a minute; a fresh one is not blocked
      throw asBotError(error)
    }
  }

  return {
    for(scope) {
      const running = inFlight.get(scope) ?? acquire(scope).finally(() => inFlight.delete(scope))
      inFlight.set(scope, running)
      return running
    },
  }
}

/** MSAL's own client has no deadline. */
function networkClient(): INetworkModule {
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

function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error
  const code = error && typeof error === 'object' && 'errorCode' in error ? String(error.errorCode) : 'unknown'
  const number =
    error && typeof error === 'object' && 'errorNo' in error && error.errorNo ? `AADSTS${String(error.errorNo)}` : null
  const refused = [
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'invalid_request',
    'invalid_scope',
    'invalid_resource',
  ].includes(code)
  return new BotError(refused ? 'unauthorized' : 'unclear', `Entra: ${code}`, { detail: number, cause: error })
}
