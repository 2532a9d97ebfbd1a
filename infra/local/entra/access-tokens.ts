import { randomBytes } from 'node:crypto'
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/v4'
import type { Cloud } from '../cloud.ts'
import type { Issued } from '../issued.ts'
import type { Caller, TenantClock, TokenReader } from '../platform.ts'
import type { SigningKey } from '../signing-key.ts'
import { issuersOf } from './discovery.ts'

/** A token lives about an hour, in seconds. */
export const LIFETIME_S = 3_599

/** Signs and reads the tokens of this tenant. */
export interface AccessTokens {
  /** Whose Entra it is: its host is part of who issues them. */
  readonly cloud: Cloud
  /** Signs any claims with the tenant's key, or with another; they are Entra's own, by their `ver`, unless they name an issuer. */
  sign(claims: JWTPayload, key?: SigningKey): Promise<string>
  /** The claims of a good token for `audience`; else whether its time is over, or still to come, or it is no good at all. */
  open(token: string, audience: string): Promise<JWTPayload | 'untimely' | 'bad'>
  readonly read: TokenReader
}

/** When a token begins and ends, in its own words. */
export function lifetime(from = Math.floor(Date.now() / 1000)) {
  return { iat: from, nbf: from, exp: from + LIFETIME_S }
}

/**
 * Times in a token are the machine's, because the bot checks some tokens by its own clock. How far the tenant's clock was
 * ahead at the time of issue is in `aio`, a claim that Entra keeps for itself, so that a token also ages when it is advanced.
 */
export function createAccessTokens(cloud: Cloud, ownKey: SigningKey, clock: TenantClock, issued: Issued): AccessTokens {
  const issuers = issuersOf(cloud.login)
  const ahead = () => clock.now() - Date.now()

  const open: AccessTokens['open'] = async (token, audience) => {
    try {
      const currentDate = new Date(Date.now() + ahead() - Number(decodeJwt(token)['aio']))
      const checks = { audience, issuer: Object.values(issuers), algorithms: ['RS256'], currentDate }
      return (await jwtVerify(token, ownKey.publicKey, checks)).payload
    } catch (error) {
      const early = error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf'
      return early || error instanceof errors.JWTExpired ? 'untimely' : 'bad'
    }
  }

  return {
    cloud,
    async sign(claims, key = ownKey) {
      const iss = claims['ver'] === '2.0' ? issuers.v2 : issuers.v1
      const jwt = new SignJWT({ iss, aio: String(ahead()), uti: randomBytes(16).toString('base64url'), ...claims })
      const header = { typ: 'JWT', alg: 'RS256', kid: ownKey.kid, x5t: ownKey.kid }
      return issued.note('token', await jwt.setProtectedHeader(header).sign(key.privateKey))
    },
    open,
    async read(request, audience) {
      const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      const claims = token ? await open(token, audience) : 'bad'
      return typeof claims === 'string' ? null : caller(claims)
    },
  }
}

const appClaims = z.object({ idtyp: z.literal('app'), appid: z.string(), roles: z.array(z.string()).default([]) })
const personClaims = z.object({
  appid: z.string(),
  oid: z.string(),
  upn: z.string(),
  scp: z.string(),
  amr: z.array(z.string()),
})

function caller(claims: JWTPayload): Caller | null {
  const app = appClaims.safeParse(claims).data
  if (app) return { kind: 'app', appId: app.appid, roles: app.roles }
  const person = personClaims.safeParse(claims).data
  if (!person) return null
  const { appid: appId, oid, upn, scp, amr } = person
  return { kind: 'person', appId, oid, upn, scopes: scp.split(' '), approved: amr.includes('mfa') }
}
