import { randomBytes } from 'node:crypto'
import type { CredentialSource, SealingKeys } from '../credential.ts'
import { oneKey } from '../credential.ts'
import { Secret } from '../secret.ts'

/** A client secret that is never replaced. */
export function fixedSecret(value: string): CredentialSource {
  const credential = { is: 'secret', secret: new Secret(value) } as const
  return { current: () => credential, renew: async () => false }
}

/** A new key for sessions, alone and never replaced. */
export function newSealingKey(): () => SealingKeys {
  const keys = oneKey(new Secret(randomBytes(32).toString('base64')))
  return () => keys
}
