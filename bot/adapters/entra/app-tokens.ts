import type { ConfidentialClientApplication, INetworkModule } from '@azure/msal-node'
import type { Credential } from '../../credential.ts'
import { BotError } from '../../domain/error.ts'
import type { AppToken } from '../../ports.ts'
import { entraError } from './entra-error.ts'
import { networkClient } from './network.ts'
import type { Registration } from './registration.ts'
import { createClient, proven } from './registration.ts'

/** Tokens of one registration for itself (client credentials), kept by MSAL until they expire; requests in flight are shared. */
export interface AppTokens {
  /** An access token for `scope` (`…/.default`). @throws BotError `unauthorized` when Entra refuses us, `throttled`, `unreachable`; whoever wanted to ask something has surely not asked it. */
  for(scope: string): Promise<AppToken>
  /** The same, newly asked for: it carries what is granted now. @throws BotError as `for` */
  fresh(scope: string): Promise<AppToken>
  /** Whoever takes the tokens refused one: the next is a new one. */
  forget(): void
}

/** `authority` is the cloud's sign-in host, `https://login.microsoftonline.com`. MSAL is loaded at the first token. */
export function createAppTokens(
  authority: string,
  registration: Registration,
  network: INetworkModule = networkClient(),
): AppTokens {
  let held: { readonly by: Credential; readonly client: Promise<ConfidentialClientApplication> } | null = null
  const inFlight = new Map<string, Promise<AppToken>>()

  const withCredential = async (scope: string, skipCache: boolean, credential: Credential): Promise<AppToken> => {
    if (held?.by !== credential) held = { by: credential, client: createClient({ registration, authority, network }, credential) }
    try {
      const result = await (await held.client).acquireTokenByClientCredential({ scopes: [scope], skipCache })
      if (!result) throw new BotError('unclear', 'Entra gave no token')
      return result.accessToken as AppToken
    } catch (error) {
      held = null // an MSAL client may hold on to a failure; a fresh one holds none
      throw error
    }
  }
  const acquire = (scope: string, skipCache = false): Promise<AppToken> =>
    proven(registration, (credential) => withCredential(scope, skipCache, credential)).catch((error: unknown) => {
      throw notGiven(entraError(error))
    })

  return {
    for(scope) {
      const running = inFlight.get(scope) ?? acquire(scope).finally(() => inFlight.delete(scope))
      inFlight.set(scope, running)
      return running
    },
    fresh: (scope) => acquire(scope, true),
    forget() {
      held = null
    },
  }
}

/** An app has no way to sign in, and what it wanted a token for has not begun. */
function notGiven({ code, message, detail, retryAfterMs, cause }: BotError): BotError {
  const more = { detail, retryAfterMs, cause }
  if (code === 'throttled') return new BotError(code, message, more)
  return new BotError(code === 'unclear' || code === 'unreachable' ? 'unreachable' : 'unauthorized', message, more)
}
