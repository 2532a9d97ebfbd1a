import { type JWTPayload, UnsecuredJWT } from 'jose'
import type { Issued } from '../issued.ts'
import { createSigningKey } from '../signing-key.ts'
import { type AccessTokens, lifetime } from './access-tokens.ts'

/** How a person's token differs from a good one. */
export interface Bend {
  /** Claims that take another value; `null` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** Its hour is over. */
  readonly expired?: boolean | undefined
  /** Its hour is still to come. */
  readonly notYetValid?: boolean | undefined
  /** Not signed at all. */
  readonly alg?: 'none' | undefined
  /** Signed by a key that is not in the key set. */
  readonly otherKey?: boolean | undefined
}

/** Signs good claims after bending them. */
export async function bentToken(good: JWTPayload, bend: Bend, tokens: AccessTokens, issued: Issued): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const times = lifetime(bend.expired ? now - 7_200 : bend.notYetValid ? now + 3_600 : now)
  const all = { ...good, ...times, ...bend.claims }
  const claims: JWTPayload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  if (bend.alg === 'none') return issued.note('token', new UnsecuredJWT(claims).encode())
  return tokens.sign(claims, bend.otherKey ? await createSigningKey() : undefined)
}
