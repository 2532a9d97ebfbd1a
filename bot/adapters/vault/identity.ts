import type { TokenCredential } from '@azure/identity'
import { BotError } from '../../domain/error.ts'
import { inTime } from './in-time.ts'

/** The service's own identity in Azure. */
export interface Identity {
  /** As Azure's SDKs take it. */
  credential(): Promise<TokenCredential>
  /** A token of it for `scope` (`…/.default`). @throws BotError `unreachable` */
  token(scope: string): Promise<string>
}

/**
 * Azure's default chain of credentials (Azure Identity: "DefaultAzureCredential overview"): in Azure the managed identity,
 * `clientId` where it is user-assigned; on a laptop whoever is signed in. Loaded when first asked, because it is slow to load.
 */
export function createIdentity(clientId: string | undefined): Identity {
  let credential: Promise<TokenCredential> | null = null
  const start = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential } = await import('@azure/identity')
    return new DefaultAzureCredential({
      redirectOptions: { maxRetries: 0 },
      ...(clientId && { managedIdentityClientId: clientId }),
    })
  }
  const own: Identity['credential'] = () => {
    credential ??= start()
    return credential
  }
  return {
    credential: own,
    async token(scope) {
      try {
        const given = await inTime(async (abortSignal) => (await own()).getToken(scope, { abortSignal }))
        if (!given) throw new Error('no token')
        return given.token
      } catch (cause) {
        const why = cause instanceof Error ? cause.name : 'unknown'
        throw new BotError('unreachable', `managed identity: ${why}`, { cause })
      }
    },
  }
}
