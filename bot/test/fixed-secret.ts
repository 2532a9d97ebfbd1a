import type { CredentialSource } from '../credential.ts'
import { Secret } from '../secret.ts'

/** A client secret that is never replaced. */
export function fixedSecret(value: string): CredentialSource {
  const credential = { is: 'secret', secret: new Secret(value) } as const
  return { current: () => credential, renew: async () => false }
}
