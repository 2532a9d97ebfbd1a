import type { ConfidentialClientApplication, INetworkModule } from '@azure/msal-node'
import { BotError } from '../../domain/error.ts'
import type { Secret } from '../../secret.ts'
import { entraError } from './entra-error.ts'
import { networkClient } from './network.ts'

/** An app registration and how it proves itself. */
export interface Registration {
  readonly tenantId: string
  readonly clientId: string
  readonly secret: Secret
}

/** Tokens of one registration for itself (client credentials), kept by MSAL until they expire; requests in flight are shared. */
export interface AppTokens {
  /** An access token for `scope` (`…/.default`). @throws BotError `unauthorized` when Entra refuses us, `throttled`, `unreachable`; whoever wanted to ask something has surely not asked it. */
  for(scope: string): Promise<string>
  /** Whoever takes the tokens refused one: the next is a new one. */
  forget(): void
}

/** `authority` is the cloud's sign-in host, `https://login.microsoftonline.com`. MSAL is loaded at the first token. */
export function createAppTokens(
  authority: string,
  { tenantId, clientId, secret }: Registration,
  network: INetworkModule = networkClient(),
): AppTokens {
  let client: Promise<ConfidentialClientApplication> | null = null
  const inFlight = new Map<string, Promise<string>>()

  const start = async (): Promise<ConfidentialClientApplication> => {
    const msal = await import('@azure/msal-node')
    return new msal.ConfidentialClientApplication({
      auth: { clientId, authority: `${authority}/${tenantId}`, clientSecret: secret.reveal() },
      system: { networkClient: network },
    })
  }

  const acquire = async (scope: string): Promise<string> => {
    client ??= start()
    try {
      const result = await (await client).acquireTokenByClientCredential({ scopes: [scope] })
      if (!result) throw new BotError('unclear', 'Entra gave no token')
      return result.accessToken
    } catch (error) {
      client = null // an MSAL client may hold on to a failure; a fresh one holds none
      throw notGiven(entraError(error))
    }
  }

  return {
    for(scope) {
      const running = inFlight.get(scope) ?? acquire(scope).finally(() => inFlight.delete(scope))
      inFlight.set(scope, running)
      return running
    },
    forget() {
      client = null
    },
  }
}

/** An app has no way to sign in, and what it wanted a token for has not begun. */
function notGiven({ code, message, detail, retryAfterMs, cause }: BotError): BotError {
  const more = { detail, retryAfterMs, cause }
  if (code === 'throttled') return new BotError(code, message, more)
  return new BotError(code === 'unclear' || code === 'unreachable' ? 'unreachable' : 'unauthorized', message, more)
}
