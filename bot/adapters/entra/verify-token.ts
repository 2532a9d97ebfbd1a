import type { JWTVerifyGetKey } from 'jose'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'

/** A token that a person's client got for our own API, verified. Made here alone; it is the assertion of an on-behalf-of exchange. */
export type PersonToken = string & { readonly is: 'PersonToken' }

/** Who a verified token speaks for. */
export interface VerifiedPerson {
  readonly id: PersonId
  readonly name: string
  /** For people to read; nothing is decided by it. */
  readonly upn: string | null
  /** App roles of our own registration. */
  readonly roles: readonly string[]
  readonly token: PersonToken
  readonly endsAt: Instant
}

/** What tokens must be for. */
export interface VerifyRules {
  readonly tenantId: string
  /** The SSO registration: whom the token is for. */
  readonly clientId: string
  /** Entra's sign-in host. */
  readonly authority: string
}

/** Clients that may bring a token: Teams on desktop and phones, Teams on the web (Teams: "Register your tab app"). */
const TEAMS_CLIENTS = ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346']
const SKEW_S = 300
/** A token about to end would end during the exchange. */
const LEAST_LEFT_S = 60

/** jose's codes for a token that none of the keys signed, or that does not say which. */
const UNSIGNED = new Set<string>([
  errors.JWSSignatureVerificationFailed.code,
  errors.JWKSNoMatchingKey.code,
  errors.JWKSMultipleMatchingKeys.code,
])
/** jose's codes for keys that could not be read; every other is the token's fault. */
const UNREAD = new Set<string>([errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code])

const claims = z.object({
  ver: z.literal('2.0'),
  tid: z.string(),
  oid: z.string().min(1),
  scp: z.string(),
  azp: z.string(),
  idtyp: z.string().optional(),
  exp: z.number(),
  nbf: z.number(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  roles: z.array(z.string()).default([]),
})

/** Verifies a person's token. @throws BotError `token-refused`, whose detail names the clause and nothing of the token; `unreachable` when Entra's keys cannot be read. */
export type VerifyToken = (token: string, expected: PersonId | null) => Promise<VerifiedPerson>

/** `keys` answers with Entra's signing keys; by default they are read from Entra and kept. */
export function createTokenVerifier(
  rules: VerifyRules,
  nowMs: () => number,
  keys: JWTVerifyGetKey = entraKeys(rules),
): VerifyToken {
  const clients = [...TEAMS_CLIENTS, rules.clientId]

  return async (token, expected) => {
    const payload = await proven(token, rules, nowMs, keys)
    const { success, data, error } = claims.safeParse(payload)
    if (!success) throw refused(String(error.issues[0]?.path[0] ?? 'claims'))
    if (data.tid !== rules.tenantId) throw refused('tid')
    if (data.idtyp === 'app') throw refused('idtyp')
    if (!data.scp.split(' ').includes('access_as_user')) throw refused('scp')
    if (!clients.includes(data.azp)) throw refused('azp')
    if (expected !== null && data.oid !== expected) throw refused('oid')
    if (data.exp - nowMs() / 1000 < LEAST_LEFT_S) throw refused('exp')
    return {
      id: data.oid as PersonId,
      name: data.name ?? data.preferred_username ?? 'Somebody',
      upn: data.preferred_username ?? null,
      roles: data.roles,
      token: token as PersonToken,
      endsAt: instantOf(data.exp * 1000),
    }
  }
}

async function proven(token: string, rules: VerifyRules, nowMs: () => number, keys: JWTVerifyGetKey) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer: `${rules.authority}/${rules.tenantId}/v2.0`,
      audience: rules.clientId,
      clockTolerance: SKEW_S,
      currentDate: new Date(nowMs()),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) throw refused(error.claim)
    if (error instanceof errors.JOSEError && UNSIGNED.has(error.code)) throw refused('signature')
    if (error instanceof errors.JOSEError && !UNREAD.has(error.code)) throw refused('form')
    throw new BotError('unreachable', 'Entra’s keys could not be read', { cause: error })
  }
}

function refused(clause: string): BotError {
  return new BotError('token-refused', 'a person’s token was refused', { detail: clause })
}

function entraKeys({ authority, tenantId }: VerifyRules): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(`${authority}/${tenantId}/discovery/v2.0/keys`), {
    cooldownDuration: 30_000,
    timeoutDuration: 5000,
  })
}
