import { randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import * as z from 'zod/v4'
import type { Caller, TenantClock, TokenReader } from '../platform.ts'
import type { SigningKey } from '../signing-key.ts'
import { TENANT_ID } from '../world.ts'
import { ISSUERS } from './discovery.ts'

/** An access token lives about an hour, in seconds. */
export const LIFETIME_S = 3_599

/** Issues and reads the access tokens of this tenant. */
export interface AccessTokens {
  /** A v1.0 token that speaks for an app: what Defender's API and the Teams connector get. `roles` is left out when empty. */
  forApp(appId: string, audience: string, roles: readonly string[]): Promise<string>
  /** Signs any claims with the tenant's key. */
  sign(claims: JWTPayload): Promise<string>
  readonly read: TokenReader
}

/**
 * Times in a token are the machine's, because the bot checks some tokens by its own clock. The tenant's time of issue is in
 * `aio`, a claim that Entra keeps for itself, so that a token also ages when the tenant's clock is advanced.
 */
export function createAccessTokens(key: SigningKey, clock: TenantClock): AccessTokens {
  const sign = (claims: JWTPayload) =>
    new SignJWT({ aio: String(clock.now()), uti: randomBytes(16).toString('base64url'), ...claims })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid, x5t: key.kid })
      .sign(key.privateKey)

  return {
    sign,
    forApp(appId, audience, roles) {
      const iat = Math.floor(Date.now() / 1000)
      const oid = `5e2f1ce0-${appId.slice(9)}`
      return sign({
        aud: audience,
        iss: ISSUERS.v1,
        iat,
        nbf: iat,
        exp: iat + LIFETIME_S,
        appid: appId,
        appidacr: '1',
        idp: ISSUERS.v1,
        idtyp: 'app',
        oid,
        rh: randomUUID(),
        ...(roles.length > 0 && { roles }),
        sub: oid,
        tenant_region_scope: 'EU',
        tid: TENANT_ID,
        ver: '1.0',
      })
    },
    async read(request, audience) {
      const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (!token) return null
      try {
        const { iat = 0, aio } = decodeJwt(token)
        const currentDate = new Date(iat * 1000 + clock.now() - Number(aio))
        const checks = { audience, issuer: Object.values(ISSUERS), algorithms: ['RS256'], currentDate }
        return caller((await jwtVerify(token, key.publicKey, checks)).payload)
      } catch {
        return null
      }
    },
  }
}

const appClaims = z.object({ idtyp: z.literal('app'), appid: z.string(), roles: z.array(z.string()).default([]) })

function caller(claims: JWTPayload): Caller | null {
  const { success, data } = appClaims.safeParse(claims)
  return success ? { kind: 'app', appId: data.appid, roles: data.roles } : null
}
