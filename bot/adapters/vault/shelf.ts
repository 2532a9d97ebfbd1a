import type { SecretClient } from '@azure/keyvault-secrets'
import type { ErrorCode } from '../../domain/error.ts'
import { BotError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'
import { Secret } from '../../secret.ts'
import type { Identity } from './identity.ts'
import { inTime } from './in-time.ts'

/** A secret as it is kept somewhere. */
export interface Kept {
  readonly value: Secret
  /** Another one when the value was replaced. */
  readonly version: string
  readonly endsAt: Instant | null
}

/** Where secrets are kept, by name. */
export interface Shelf {
  /** The newest version. @throws BotError, which names the secret and never its value. */
  read(name: string): Promise<Kept>
}

/** Secrets that were given in the environment, by the names that they have in a vault. */
export function environmentShelf(given: Readonly<Record<string, Secret | undefined>>): Shelf {
  return {
    async read(name) {
      const value = given[name]
      if (!value) throw new BotError('not-found', `${name} was not given`)
      return { value, version: 'environment', endsAt: null }
    },
  }
}

/** Key Vault at `url`; space around a value is not part of it. A certificate is read as the secret of the same name, which holds its key, too (Key Vault: "About certificates"). */
export function keyVaultShelf(url: string, identity: Identity): Shelf {
  let client: Promise<SecretClient> | null = null
  const start = async (): Promise<SecretClient> => {
    const { SecretClient } = await import('@azure/keyvault-secrets')
    return new SecretClient(url, await identity.credential(), { retryOptions: { maxRetries: 1 } })
  }
  return {
    async read(name) {
      client ??= start()
      const vault = client
      try {
        const { value, properties } = await inTime(async (abortSignal) => (await vault).getSecret(name, { abortSignal }))
        const { version = '', expiresOn } = properties
        return { value: new Secret((value ?? '').trim()), version, endsAt: expiresOn ? instantOf(expiresOn.getTime()) : null }
      } catch (error) {
        throw vaultError(name, error)
      }
    },
  }
}

const CODES: Readonly<Record<number, ErrorCode>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 429: 'throttled' }

/** What the SDK's errors say in their texts is not repeated: it may be anything. */
function vaultError(name: string, error: unknown): BotError {
  const told: { statusCode?: unknown; code?: unknown; name?: unknown } = error && typeof error === 'object' ? error : {}
  const status = typeof told.statusCode === 'number' ? told.statusCode : 0
  const why = [status || told.code, told.name].find((one) => typeof one === 'string' || (typeof one === 'number' && one > 0))
  return new BotError(CODES[status] ?? 'unreachable', `Key Vault, ${name}: ${why ?? 'unknown'}`, { cause: error })
}
