import type { JWTPayload } from 'jose'
import type { Cloud } from '../cloud.ts'
import type { Issued } from '../issued.ts'
import type { Handler, TenantClock, TokenReader } from '../platform.ts'
import { answerBy, type Route, route } from '../routes.ts'
import { createSigningKey } from '../signing-key.ts'
import { type Account, APPS, TENANT_ID } from '../world.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createAdminConsent } from './admin-consent.ts'
import { createAuthorize } from './authorize.ts'
import { type Bend, bentToken } from './bent-token.ts'
import { apiClaims, TEAMS_CLIENT } from './claims.ts'
import { discoveryRoutes } from './discovery.ts'
import { REFUSALS, refusalAnswer } from './errors.ts'
import { createManagedIdentity, type ManagedIdentity } from './managed-identity.ts'
import { personGrants } from './person-grants.ts'
import { asksForProof, openPolicy, type Policy, type PolicyChange } from './policy.ts'
import { createRegistrations, type Registrations } from './registrations.ts'
import { createSignIns } from './sign-ins.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

/** Defender's application permissions that an administrator granted to the SSO registration; change them at any time. */
export interface Permissions {
  application: readonly string[]
}

/** Entra of this tenant. */
export interface Entra {
  readonly handler: Handler
  readonly tokens: TokenReader
  /** Signs any claims as Entra, for tests of who is let in. */
  sign(claims: JWTPayload): Promise<string>
  readonly permissions: Permissions
  readonly registrations: Registrations
  /** What gives the bot's container tokens. */
  readonly managedIdentity: ManagedIdentity
  readonly policy: Policy
  /** Changes the policy; withdrawing consent withdraws everybody's own too. */
  changePolicy(change: PolicyChange): void
  /** Ends every refresh token of an account. */
  revoke(accountKey: string): void
  /** What Teams's single sign-on hands to the app (`getAuthToken`, or the token exchange of a 1:1 chat). */
  ssoToken(account: Account): Promise<string>
  /** The token that meets these claims; `null` while the person has not given at a sign-in what they ask for. */
  ssoTokenFor(account: Account, claims: string): Promise<string | null>
  /** The same token, bent. */
  bentToken(account: Account, bend: Bend): Promise<string>
}

/** What Entra needs of the tenant. */
export interface EntraParts {
  readonly cloud: Cloud
  readonly clock: TenantClock
  readonly issued: Issued
  readonly secrets: { readonly bot: string; readonly sso: string }
  /** What the bot's managed identity may ask tokens for. */
  readonly identityResources: readonly string[]
  /** Where the redirect URIs registered for the sign-in page and for admin consent are. */
  readonly publicUrl: () => string
}

/** Entra with the two registrations of world.ts and their `secrets`. */
export async function createEntra({ cloud, clock, issued, secrets, identityResources, publicUrl }: EntraParts): Promise<Entra> {
  const key = await createSigningKey()
  const defender = cloud.defenderAudience
  const tokens = createAccessTokens(cloud, key, clock, issued)
  const signIns = createSignIns(clock, issued)
  const policy = openPolicy()
  const consented = new Set<string>()
  const registrations = createRegistrations(secrets)
  const permissions: Permissions = { application: ['Alert.Read.All', 'Machine.Read.All', 'User.Read.All'] }
  const defenderRoles = (appId: string) => (appId === APPS.sso.clientId ? permissions.application : [])
  const tokenFor = createTokenEndpoint(
    tokens,
    Object.values(registrations),
    [
      { uri: defender, rolesOf: defenderRoles },
      { uri: cloud.connectorAudience, rolesOf: () => [] },
    ],
    personGrants({ tokens, signIns, policy, consented, defender }),
  )
  const authorize = createAuthorize({
    signIns,
    policy,
    consented,
    redirectUri: () => `${publicUrl()}/auth/callback`,
    defender,
  })
  const adminConsent = createAdminConsent({ policy, redirectUri: () => `${publicUrl()}/auth/consented`, defender })
  const ofTenant =
    (answer: (request: Request, tenant: string) => Promise<Response>): Route['answer'] =>
    (request, tenant = '') =>
      tenant === TENANT_ID ? answer(request, tenant) : refusalAnswer(REFUSALS.noSuchTenant(tenant), clock.now())

  const handler = answerBy(
    [
      ...discoveryRoutes(cloud.login, key, clock.now),
      route('GET', '/:tenant/oauth2/v2.0/authorize', ofTenant(authorize)),
      route('POST', '/:tenant/oauth2/v2.0/authorize', ofTenant(authorize)),
      route('GET', '/:tenant/v2.0/adminconsent', ofTenant(adminConsent)),
      route('POST', '/:tenant/v2.0/adminconsent', ofTenant(adminConsent)),
      route(
        'POST',
        '/:tenant/oauth2/v2.0/token',
        ofTenant(async (request) => {
          const answer = await tokenFor(new URLSearchParams(await request.text()))
          if ('code' in answer) return refusalAnswer(answer, clock.now())
          return Response.json(answer, { headers: { 'cache-control': 'no-store, no-cache' } })
        }),
      ),
    ],
    async () => new Response('Not found', { status: 404 }),
  )
  const ssoClaims = (account: Account, approved = false) =>
    apiClaims(signIns.begin(account, approved), TEAMS_CLIENT, policy.appRoles[account.key] ?? [])
  return {
    handler,
    tokens: tokens.read,
    sign: (claims) => tokens.sign(claims),
    permissions,
    registrations,
    managedIdentity: createManagedIdentity(tokens, identityResources),
    policy,
    changePolicy(change) {
      Object.assign(policy, change)
      if (change.consent === false) consented.clear()
    },
    revoke: signIns.revoke,
    ssoToken: (account) => tokens.sign(ssoClaims(account)),
    async ssoTokenFor(account, claims) {
      const approved = signIns.hasApproved(account)
      return asksForProof(claims) && !approved ? null : tokens.sign(ssoClaims(account, approved))
    },
    bentToken: (account, bend) => bentToken(ssoClaims(account), bend, tokens, issued),
  }
}
