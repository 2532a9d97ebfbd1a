import { randomUUID } from 'node:crypto'
import { ACCOUNTS, APPS, TENANT_ID } from '../world.ts'
import { type AccessTokens, LIFETIME_S } from './access-tokens.ts'
import { apiClaims, defenderClaims, idClaims, type Session } from './claims.ts'
import { PERSON_REFUSALS, REFUSALS, type Refusal } from './errors.ts'
import { defenderRefusal, type Policy } from './policy.ts'
import { parseScope } from './scopes.ts'
import type { SignIns } from './sign-ins.ts'
import type { Grant } from './token-endpoint.ts'

/** What the grants of people work on. */
export interface PersonGrantParts {
  readonly tokens: AccessTokens
  readonly signIns: SignIns
  readonly policy: Policy
  /** The `oid` of everybody who consented for themselves. */
  readonly consented: ReadonlySet<string>
  /** Whom tokens for Defender are for. */
  readonly defender: string
}

/** The grants that give a token for a person: authorization code, refresh token, on behalf of. Only the SSO registration may use them. */
export function personGrants({
  tokens,
  signIns,
  policy,
  consented,
  defender,
}: PersonGrantParts): Readonly<Record<string, Grant>> {
  /** Whom an assertion is for: our API's own token, whoever asked for it. */
  const asserted = async (assertion: string): Promise<Session | Refusal> => {
    const claims = await tokens.open(assertion, APPS.sso.clientId)
    if (claims === 'untimely') return PERSON_REFUSALS.assertionUntimely()
    const account = claims === 'bad' || !claims['scp'] ? null : ACCOUNTS.find(({ oid }) => oid === claims['oid'])
    if (!account || claims === 'bad') return PERSON_REFUSALS.badAssertion()
    return signIns.find(claims['sid']) ?? { id: randomUUID(), account, approved: false }
  }

  const answer = async (session: Session, scope: string, form: URLSearchParams, nonce: string | null) => {
    const wanted = parseScope(scope, defender)
    if (!wanted) return PERSON_REFUSALS.badScope(scope)
    const who = { ...session, consented: consented.has(session.account.oid) }
    const refusal = wanted.of === 'defender' ? defenderRefusal(policy, who, form.get('claims')) : null
    if (refusal) return refusal

    const scopes = wanted.of === 'api' ? ['access_as_user'] : policy.delegatedScopes
    const roles = policy.appRoles[session.account.key] ?? []
    const claims = wanted.of === 'api' ? apiClaims(session, APPS.sso.clientId, roles) : defenderClaims(session, defender, scopes)
    const named = scopes.map((name) => `${wanted.resource}/${name}`)
    const ids = { uid: session.account.oid, utid: TENANT_ID }
    return {
      token_type: 'Bearer',
      scope: [...named, ...(wanted.openid ? ['openid', 'profile'] : [])].join(' '),
      expires_in: LIFETIME_S,
      ext_expires_in: LIFETIME_S,
      access_token: await tokens.sign(claims),
      ...(wanted.offline && { refresh_token: signIns.issueRefresh(session, scope) }),
      ...(wanted.openid && { id_token: await tokens.sign(idClaims(session, nonce, roles)) }),
      ...(form.has('client_info') && { client_info: Buffer.from(JSON.stringify(ids)).toString('base64url') }),
    }
  }

  const grants: Readonly<Record<string, Grant>> = {
    async authorization_code(form) {
      const code = form.get('code')
      if (!code) return REFUSALS.noField('code')
      const redeemed = signIns.redeemCode(code, form.get('redirect_uri'), form.get('code_verifier') ?? '')
      if ('error' in redeemed) return redeemed
      return answer(redeemed.session, form.get('scope') ?? redeemed.scope, form, redeemed.nonce)
    },
    async refresh_token(form) {
      const token = form.get('refresh_token')
      if (!token) return REFUSALS.noField('refresh_token')
      const redeemed = signIns.redeemRefresh(token)
      if ('error' in redeemed) return redeemed
      return answer(redeemed.session, form.get('scope') ?? redeemed.scope, form, null)
    },
    async 'urn:ietf:params:oauth:grant-type:jwt-bearer'(form) {
      const [assertion, scope] = [form.get('assertion'), form.get('scope')]
      if (!assertion) return REFUSALS.noField('assertion')
      if (!scope) return REFUSALS.noField('scope')
      if (form.get('requested_token_use') !== 'on_behalf_of') return REFUSALS.noField('requested_token_use')
      const session = await asserted(assertion)
      return 'error' in session ? session : answer(session, scope, form, null)
    },
  }
  return Object.fromEntries(
    Object.entries(grants).map(([name, grant]) => [
      name,
      async (form, app) => (app.clientId === APPS.sso.clientId ? grant(form, app) : PERSON_REFUSALS.noSuchGrant()),
    ]),
  )
}
