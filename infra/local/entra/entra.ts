import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { answerBy, route } from '../routes.ts'
import { createSigningKey } from '../signing-key.ts'
import { APPS, TENANT_ID } from '../world.ts'
import { type AccessTokens, createAccessTokens } from './access-tokens.ts'
import { discoveryRoutes } from './discovery.ts'
import { REFUSALS, refusalAnswer } from './errors.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

/** The Teams connector, as a resource that the bot asks a token for. */
export const CONNECTOR_AUDIENCE = 'https://api.botframework.com'

/** Defender's application permissions that an administrator granted to the SSO registration; change them at any time. */
export interface Permissions {
  application: readonly string[]
}

/** Entra of this tenant. */
export interface Entra {
  readonly handler: Handler
  readonly tokens: TokenReader
  /** Signs any claims as Entra, for tests of who is let in. */
  readonly sign: AccessTokens['sign']
  readonly permissions: Permissions
}

/** Entra with the two registrations of world.ts and their `secrets`. */
export async function createEntra(clock: TenantClock, secrets: { readonly bot: string; readonly sso: string }): Promise<Entra> {
  const key = await createSigningKey()
  const tokens = createAccessTokens(key, clock)
  const permissions: Permissions = { application: ['Alert.Read.All', 'Machine.Read.All', 'User.Read.All'] }
  const defenderRoles = (appId: string) => (appId === APPS.sso.clientId ? permissions.application : [])
  const tokenFor = createTokenEndpoint(
    tokens,
    [
      { clientId: APPS.bot.clientId, secret: secrets.bot },
      { clientId: APPS.sso.clientId, secret: secrets.sso },
    ],
    [
      { uri: APPS.defender.audience, rolesOf: defenderRoles },
      { uri: 'https://api.security.microsoft.com', rolesOf: defenderRoles },
      { uri: CONNECTOR_AUDIENCE, rolesOf: () => [] },
    ],
  )

  const handler = answerBy(
    [
      ...discoveryRoutes(key, clock.now),
      route('POST', '/:tenant/oauth2/v2.0/token', async (request, tenant = '') => {
        if (tenant !== TENANT_ID) return refusalAnswer(REFUSALS.noSuchTenant(tenant), clock.now())
        const answer = await tokenFor(new URLSearchParams(await request.text()))
        if ('code' in answer) return refusalAnswer(answer, clock.now())
        return Response.json(answer, { headers: { 'cache-control': 'no-store, no-cache' } })
      }),
    ],
    async () => new Response('Not found', { status: 404 }),
  )
  return { handler, tokens: tokens.read, sign: tokens.sign, permissions }
}
