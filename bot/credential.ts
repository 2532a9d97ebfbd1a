import type { Secret } from './secret.ts'

/** How an app registration may prove itself to Entra. */
export const CREDENTIAL_KINDS = ['secret', 'certificate', 'federated'] as const
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** What an app registration proves itself with. */
export type Credential =
  | { readonly is: 'secret'; readonly secret: Secret }
  /** `key` in PEM, `thumbprint` the certificate's SHA-256 in hex. */
  | { readonly is: 'certificate'; readonly key: Secret; readonly thumbprint: string }
  /** `assertion` gives a token of the managed identity that the registration trusts. @throws BotError */
  | { readonly is: 'federated'; readonly assertion: () => Promise<string> }

/** A registration's credential, which may be replaced while the service runs. */
export interface CredentialSource {
  /** The newest that is known; the same object as long as it is the same credential. */
  current(): Credential
  /** Entra refused `used`: whether there is a newer one by now. Looks for it at most once a minute; never throws. */
  renew(used: Credential): Promise<boolean>
}

/** Keys for what is at rest of people's sessions: one to seal with, and all that open. Each is 32 bytes in base64. */
export interface SealingKeys {
  readonly seals: Secret
  readonly opens: readonly Secret[]
}

/** A key that has no other beside it. */
export function oneKey(key: Secret): SealingKeys {
  return { seals: key, opens: [key] }
}

/** Whether it can be such a key. */
export function isSealingKey(key: Secret): boolean {
  return Buffer.from(key.reveal(), 'base64').length === 32
}
