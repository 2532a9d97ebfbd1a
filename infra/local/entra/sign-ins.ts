import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Issued } from '../issued.ts'
import type { TenantClock } from '../platform.ts'
import type { Account } from '../world.ts'
import type { Session } from './claims.ts'
import { PERSON_REFUSALS, type Refusal } from './errors.ts'

/** Entra: "Refresh tokens in the Microsoft identity platform" and its authorization-code page. */
const CODE_MS = 10 * 60_000
const REFRESH_MS = 90 * 86_400_000

/** What an authorization request was about, and so what its code is good for. */
export interface CodeFor {
  readonly session: Session
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string | null
  readonly scope: string
}

/** Who signed in, and what was handed out for it. */
export interface SignIns {
  begin(account: Account, approved: boolean): Session
  find(id: unknown): Session | undefined
  /** Whether they have approved one of their sign-ins. */
  hasApproved(account: Account): boolean
  issueCode(what: CodeFor): string
  /** Good once. `verifier` must be what its `code_challenge` was made of. */
  redeemCode(code: string, redirectUri: string | null, verifier: string): CodeFor | Refusal
  issueRefresh(session: Session, scope: string): string
  redeemRefresh(token: string): { readonly session: Session; readonly scope: string } | Refusal
  /** Ends what was handed out to the account until now ("Revoke sessions"). */
  revoke(accountKey: string): void
}

/** Nobody signed in yet. */
export function createSignIns(clock: TenantClock, issued: Issued): SignIns {
  const sessions = new Map<string, Session>()
  const codes = new Map<string, { readonly what: CodeFor; readonly at: number; used: boolean }>()
  const refreshTokens = new Map<
    string,
    { readonly session: Session; readonly scope: string; readonly at: number; revoked: boolean }
  >()
  const opaque = (what: string, mark: string) => issued.note(what, `${mark}.${randomBytes(48).toString('base64url')}`)

  return {
    begin(account, approved) {
      const session = { id: randomUUID(), account, approved }
      sessions.set(session.id, session)
      return session
    },
    find: (id) => sessions.get(String(id)),
    hasApproved: ({ key }) => [...sessions.values()].some(({ account, approved }) => approved && account.key === key),
    issueCode(what) {
      const code = opaque('code', '1.AXoA')
      codes.set(code, { what, at: clock.now(), used: false })
      return code
    },
    redeemCode(code, redirectUri, verifier) {
      const found = codes.get(code)
      if (!found) return PERSON_REFUSALS.noSuchGrant()
      if (found.used) return PERSON_REFUSALS.codeUsed()
      if (clock.now() - found.at >= CODE_MS) return PERSON_REFUSALS.codeExpired()
      if (redirectUri !== found.what.redirectUri) return PERSON_REFUSALS.wrongRedirect()
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      if (challenge !== found.what.challenge) return PERSON_REFUSALS.wrongVerifier()
      found.used = true
      return found.what
    },
    issueRefresh(session, scope) {
      const token = opaque('refresh token', '1.AXoR')
      refreshTokens.set(token, { session, scope, at: clock.now(), revoked: false })
      return token
    },
    redeemRefresh(token) {
      const found = refreshTokens.get(token)
      if (!found) return PERSON_REFUSALS.noSuchGrant()
      if (found.revoked) return PERSON_REFUSALS.revoked()
      return clock.now() - found.at < REFRESH_MS ? found : PERSON_REFUSALS.refreshExpired()
    },
    revoke(accountKey) {
      for (const token of refreshTokens.values()) token.revoked ||= token.session.account.key === accountKey
    },
  }
}
