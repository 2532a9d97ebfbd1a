import { decodeJwt } from 'jose'
import * as z from 'zod/v4'
import type { ErrorCode } from '../../domain/error.ts'
import { BotError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'
import type { ActingPerson, ActingToken, AppToken, DefenderUserToken } from '../../ports.ts'
import { clientForPeople } from './client-for-people.ts'
import type { ClientParts } from './registration.ts'
import { proven } from './registration.ts'
import type { VerifiedPerson } from './verify-token.ts'

/** Told what each token that may act carries, and when it was issued, before it is used. */
export type SeenPermissions = (permissions: readonly string[], issuedAt: Instant) => Promise<void>

/** Makes the token that acts for a person. `cache`: what MSAL knows after it, where a session can be made of that. @throws BotError */
export type ActFor = (person: VerifiedPerson) => Promise<{ readonly acting: ActingPerson; readonly cache: string | null }>

/** What the exchange needs. */
export interface ExchangeParts extends ClientParts {
  readonly defenderScope: string
  readonly seen: SeenPermissions
}

const claimsOfPerson = z.object({ upn: z.string().nullish(), scp: z.string(), iat: z.number() })
const claimsOfApp = z.object({ roles: z.array(z.string()).default([]), iat: z.number() })

/** Delegated mode: the person's own token, by the exchange that OAuth 2.0 calls on-behalf-of. */
export function actsAsPerson({ defenderScope, seen, ...parts }: ExchangeParts): ActFor {
  return ({ token, roles }) =>
    proven(parts.registration, async (credential) => {
      const client = await clientForPeople(parts, credential)
      const result = await client.acquireTokenOnBehalfOf({ oboAssertion: token, scopes: [defenderScope] })
      const { success, data } = claimsOfPerson.safeParse(result && decodeJwt(result.accessToken))
      if (!result || !success) throw new BotError('unclear', 'Entra gave no token on behalf of the person')
      const permissions = data.scp.split(' ')
      await seen(permissions, instantOf(data.iat * 1000))
      const acting = acts(result.accessToken as DefenderUserToken)
      return {
        acting: { mode: 'delegated', token: acting, upn: data.upn ?? null, permissions, roles },
        cache: client.getTokenCache().serialize(),
      }
    })
}

/** The same, telling what came of each exchange and how long it took. */
export function timed(actFor: ActFor, exchanged: (outcome: 'ok' | ErrorCode, ms: number) => void): ActFor {
  return async (person) => {
    const began = performance.now()
    try {
      const answer = await actFor(person)
      exchanged('ok', performance.now() - began)
      return answer
    } catch (error) {
      exchanged(error instanceof BotError ? error.code : 'unclear', performance.now() - began)
      throw error
    }
  }
}

/** App roles of which a person needs one, for the app to see and act for them. */
const ROLES = ['Lead', 'Responder', 'Reader']

/**
 * Application mode: the app's own token, for whoever holds one of our app roles. Defender knows nothing of the person then,
 * so the role is all that lets them in, and their name goes along.
 */
export function actsAsApp(get: () => Promise<AppToken>): ActFor {
  return async ({ id, upn, roles }) => {
    if (!roles.some((role) => ROLES.includes(role))) throw new BotError('forbidden', 'the person holds no app role')
    const token = await get()
    const { permissions } = permissionsOf(token)
    return { acting: { mode: 'application', token: acts(token), upn: upn ?? id, permissions, roles }, cache: null }
  }
}

/** What the app's own token carries, and when it was issued. @throws BotError when it cannot be read */
export function permissionsOf(token: AppToken): { readonly permissions: readonly string[]; readonly issuedAt: Instant } {
  const { success, data } = claimsOfApp.safeParse(decodeJwt(token))
  if (!success) throw new BotError('unclear', 'Entra gave a token without times')
  return { permissions: data.roles, issuedAt: instantOf(data.iat * 1000) }
}

/** The one place where a token is allowed to act. */
function acts(token: DefenderUserToken | AppToken): ActingToken {
  return token as ActingToken
}
