import { ACCOUNTS, type Account, APPS } from '../world.ts'
import { PERSON_REFUSALS, REFUSALS, type Refusal } from './errors.ts'
import { approvePage, consentPage, refusedPage, signInPage } from './pages.ts'
import { asksForProof, type Policy } from './policy.ts'
import { parseScope } from './scopes.ts'
import type { SignIns } from './sign-ins.ts'

/** What the authorization endpoint works on. */
export interface AuthorizeParts {
  readonly signIns: SignIns
  readonly policy: Policy
  /** The `oid` of everybody who consented for themselves; whoever accepts the consent page is added. */
  readonly consented: Set<string>
  /** The redirect URI registered for the SSO registration. */
  readonly redirectUri: () => string
  /** Whom tokens for Defender are for. */
  readonly defender: string
}

/** An authorization request that is as it must be. */
interface Asked {
  readonly query: URLSearchParams
  readonly redirectUri: string
  readonly challenge: string
  readonly scope: string
  readonly proof: boolean
}

/**
 * The authorization endpoint for people (Entra: "OAuth 2.0 authorization code flow"): sign-in page, approval when `claims` ask
 * for it, consent when it is missing, and back with a code. Each page posts to its own URL; nothing is remembered between
 * them, no person stays signed in, and there are no passwords.
 */
export function createAuthorize({ signIns, policy, consented, redirectUri, defender }: AuthorizeParts) {
  const finish = (asked: Asked, account: Account, approved: boolean): Response => {
    const { query, challenge, scope } = asked
    const session = signIns.begin(account, approved)
    const nonce = query.get('nonce')
    const code = signIns.issueCode({ session, redirectUri: asked.redirectUri, challenge, nonce, scope })
    return back(asked.redirectUri, query, { code, session_state: session.id })
  }

  const answerForm = (asked: Asked, form: URLSearchParams): Response => {
    if (form.has('cancel')) {
      const text = 'AADSTS65004: User declined to consent to access the app.'
      return back(asked.redirectUri, asked.query, { error: 'access_denied', error_subcode: 'cancel', error_description: text })
    }
    const account = ACCOUNTS.find(({ key }) => key === form.get('account'))
    if (!account) return signInPage(ACCOUNTS, asked.query.get('login_hint'))
    if (policy.unassigned.includes(account.key))
      return refusedPage(PERSON_REFUSALS.unassigned(account.upn, APPS.sso.clientId), account)
    if (asked.proof && policy.blocked.includes(account.key)) return refusedPage(PERSON_REFUSALS.blocked(''), account)
    if (asked.proof && !form.has('approved')) return approvePage(account)

    const known = policy.consent || consented.has(account.oid)
    if (!form.has('consented') && (!known || asked.query.get('prompt') === 'consent'))
      return consentPage(account, policy.delegatedScopes, asked.proof)
    if (form.has('consented')) consented.add(account.oid)
    return finish(asked, account, asked.proof)
  }

  return async (request: Request): Promise<Response> => {
    const query = new URL(request.url).searchParams
    const asked = parseRequest(query, redirectUri(), defender)
    if ('code' in asked) {
      if (asked.error === 'invalid_client') return refusedPage(asked, null)
      return back(redirectUri(), query, { error: asked.error, error_description: `AADSTS${asked.code}: ${asked.text}` })
    }
    if (request.method === 'POST') return answerForm(asked, new URLSearchParams(await request.text()))
    return signInPage(ACCOUNTS, query.get('login_hint'))
  }
}

function back(redirectUri: string, query: URLSearchParams, answer: Readonly<Record<string, string>>): Response {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  const state = query.get('state')
  if (state !== null) url.searchParams.set('state', state)
  return new Response(null, { status: 302, headers: { location: url.href, 'cache-control': 'no-store, no-cache' } })
}

/** The first thing that is wrong with a request. Until client and redirect URI are known to be right, it is shown as a page (`invalid_client`), not sent back. */
function parseRequest(query: URLSearchParams, registered: string, defender: string): Asked | Refusal {
  const clientId = query.get('client_id') ?? ''
  if (clientId !== APPS.sso.clientId) return { ...REFUSALS.unknownApp(clientId), error: 'invalid_client' }
  if (query.get('redirect_uri') !== registered) return PERSON_REFUSALS.unknownRedirect(query.get('redirect_uri') ?? '')
  if (query.get('response_type') !== 'code') return PERSON_REFUSALS.badRequest('response_type', 'unsupported_response_type')
  if ((query.get('response_mode') ?? 'query') !== 'query') return PERSON_REFUSALS.badRequest('response_mode')
  if (!['', 'login', 'consent', 'select_account', 'none'].includes(query.get('prompt') ?? ''))
    return PERSON_REFUSALS.badRequest('prompt')
  if (query.get('prompt') === 'none') return PERSON_REFUSALS.notSignedIn()
  const challenge = query.get('code_challenge') ?? ''
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) return PERSON_REFUSALS.noChallenge()
  const scope = query.get('scope') ?? ''
  if (!parseScope(scope, defender)) return PERSON_REFUSALS.badScope(scope)
  try {
    return { query, redirectUri: registered, challenge, scope, proof: asksForProof(query.get('claims')) }
  } catch {
    return PERSON_REFUSALS.badRequest('claims')
  }
}
