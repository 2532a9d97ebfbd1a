import { APPS } from '../world.ts'
import { PERSON_REFUSALS } from './errors.ts'
import { grantPage, refusedPage } from './pages.ts'
import { openPolicy, type Policy } from './policy.ts'
import { parseScope } from './scopes.ts'

/** What the admin consent endpoint works on. */
export interface AdminConsentParts {
  readonly policy: Policy
  /** Where it may lead back to. */
  readonly redirectUri: () => string
  /** Whom tokens for Defender are for. */
  readonly defender: string
}

/**
 * The admin consent endpoint (Entra: "Admin consent on the Microsoft identity platform"): grants for everybody what the SSO
 * registration asks of Defender. Whoever is at the screen is taken for an administrator.
 */
export function createAdminConsent({ policy, redirectUri, defender }: AdminConsentParts) {
  return async (request: Request, tenant: string): Promise<Response> => {
    const query = new URL(request.url).searchParams
    const asked = { clientId: query.get('client_id'), uri: query.get('redirect_uri'), scope: query.get('scope') ?? '' }
    if (asked.clientId !== APPS.sso.clientId || asked.uri !== redirectUri())
      return refusedPage(PERSON_REFUSALS.unknownRedirect(asked.uri ?? ''), null)
    if (parseScope(asked.scope, defender)?.of !== 'defender') return refusedPage(PERSON_REFUSALS.badScope(asked.scope), null)
    const { delegatedScopes } = openPolicy()
    if (request.method === 'GET') return grantPage(delegatedScopes)

    const declined = new URLSearchParams(await request.text()).has('cancel')
    if (!declined) Object.assign(policy, { consent: true, delegatedScopes })
    const url = new URL(asked.uri)
    const answer = declined
      ? { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' }
      : { admin_consent: 'True', tenant, scope: asked.scope }
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
    url.searchParams.set('state', query.get('state') ?? '')
    return new Response(null, { status: 302, headers: { location: url.href, 'cache-control': 'no-store, no-cache' } })
  }
}
