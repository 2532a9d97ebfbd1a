import { randomBytes } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

/** An RSA key that signs tokens, and how a key set (JWKS) shows it. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
}

/** Makes a new key. */
export async function createSigningKey(): Promise<SigningKey> {
  const kid = randomBytes(20).toString('base64url')
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const { kty, n, e } = await exportJWK(publicKey)
  return { kid, privateKey, publicKey, publicJwk: { kty, use: 'sig', kid, x5t: kid, n, e } as JWK }
}
