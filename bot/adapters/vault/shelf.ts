import type { KeyVaultSecret, SecretClient, SecretProperties } from '@azure/keyvault-secrets'
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
  /** When this version was made, where that is known. */
  readonly madeAt: Instant | null
}

/** Where secrets are kept, by name. */
export interface Shelf {
  /** The newest version. @throws BotError, which names the secret and never its value. */
  read(name: string): Promise<Kept>
  /** The newest version besides `newest` that may still be used; `null` when there is none. @throws BotError as `read` */
  before(name: string, newest: string): Promise<Kept | null>
}

/** Secrets that were given in the environment, by the names that they have in a vault. */
export function environmentShelf(given: Readonly<Record<string, Secret | undefined>>): Shelf {
  return {
    async read(name) {
      const value = given[name]
      if (!value) throw new BotError('not-found', `${name} was not given`)
      return { value, version: 'environment', endsAt: null, madeAt: null }
    },
    before: async () => null,
  }
}

/** Key Vault at `url`; space around a value is not part of it. A certificate is read as the secret of the same name, which holds its key, too (Key Vault: "About certificates"). */
export function keyVaultShelf(url: string, identity: Identity): Shelf {
  let client: Promise<SecretClient> | null = null
  const start = async (): Promise<SecretClient> => {
    const { SecretClient } = await import('@azure/keyvault-secrets')
    const options = { retryOptions: { maxRetries: 1 }, redirectOptions: { maxRetries: 0 } }
    return new SecretClient(url, await identity.credential(), options)
  }
  const asked = async <T>(name: string, work: (vault: SecretClient, abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    client ??= start()
    const vault = client
    try {
      return await inTime(async (signal) => work(await vault, signal))
    } catch (error) {
      throw vaultError(name, error)
    }
  }
  return {
    read: (name) => asked(name, async (vault, abortSignal) => keptOf(await vault.getSecret(name, { abortSignal }))),
    before: (name, newest) =>
      asked(name, async (vault, abortSignal) => {
        let last: SecretProperties | null = null
        for await (const one of vault.listPropertiesOfSecretVersions(name, { abortSignal })) {
          if (one.version !== newest && one.enabled && madeMs(one) >= madeMs(last)) last = one
        }
        const version = last?.version
        return version ? keptOf(await vault.getSecret(name, { version, abortSignal })) : null
      }),
  }
}

function keptOf({ value, properties }: KeyVaultSecret): Kept {
  const { version = '', expiresOn, createdOn } = properties
  const at = (date: Date | undefined): Instant | null => (date ? instantOf(date.getTime()) : null)
  return { value: new Secret((value ?? '').trim()), version, endsAt: at(expiresOn), madeAt: at(createdOn) }
}

function madeMs(one: SecretProperties | null): number {
  return one?.createdOn?.getTime() ?? 0
}

const CODES: Readonly<Record<number, ErrorCode>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 429: 'throttled' }

/** What the SDK's errors say in their texts is not repeated: it may be anything. */
function vaultError(name: string, error: unknown): BotError {
  const told: { statusCode?: unknown; code?: unknown; name?: unknown } = error && typeof error === 'object' ? error : {}
  const status = typeof told.statusCode === 'number' ? told.statusCode : 0
  const why = [status || told.code, told.name].find((one) => typeof one === 'string' || (typeof one === 'number' && one > 0))
  return new BotError(CODES[status] ?? 'unreachable', `Key Vault, ${name}: ${why ?? 'unknown'}`, { cause: error })
}
