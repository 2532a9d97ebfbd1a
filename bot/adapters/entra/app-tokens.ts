import type { ConfidentialClientApplication } from '@azure/msal-node'
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
  /** An access token for `scope` (`…/.default`). @throws BotError `unauthorized` when Entra refuses us, `unreachable`, `unclear`. */
  for(scope: string): Promise<string>
  /** Whoever takes the tokens refused one: the next is a new one. */
  forget(): void
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
      throw entraError(error)
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
