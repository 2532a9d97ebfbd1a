import { ACCOUNTS, type Account, APPS, type AppRole } from '../world.ts'
import { PERSON_REFUSALS, type Refusal } from './errors.ts'

/** What administrators decided about people and the SSO registration; all of it can be changed at any time. */
export interface Policy {
  /** Consent of an administrator, for everybody, to what the registration asks of Defender. */
  consent: boolean
  /** Whether a refusal for want of consent says so in `suberror` too; both are seen. */
  suberror: boolean
  /** Delegated permissions of Defender that the registration has. */
  delegatedScopes: readonly string[]
  /** Conditional access: Defender only for who has approved their sign-in. */
  mfaForDefender: boolean
  /** Conditional access: Defender not at all, by account. */
  blocked: readonly string[]
  /** Not assigned to the app, by account. */
  unassigned: readonly string[]
  /** App roles on the SSO registration, by account; a new token carries them. */
  appRoles: Readonly<Record<string, readonly AppRole[]>>
}

/** What is to be decided otherwise. */
export type PolicyChange = { readonly [Name in keyof Policy]?: Policy[Name] | undefined }

/** Everything is granted and nobody is held back. */
export const openPolicy = (): Policy => ({
  consent: true,
  suberror: true,
  delegatedScopes: [
    'Machine.Read',
    'Machine.Isolate',
    'Alert.ReadWrite',
    'User.Read.All',
    'Machine.Scan',
    'Machine.RestrictExecution',
    'Machine.CollectForensics',
    'Machine.StopAndQuarantine',
  ],
  mfaForDefender: false,
  blocked: [],
  unassigned: [],
  appRoles: Object.fromEntries(ACCOUNTS.map(({ key, appRoles }) => [key, appRoles])),
})

/** What conditional access asks for, as a client must hand it to the sign-in page. */
const MORE_PROOF = JSON.stringify({
  access_token: { capolids: { essential: true, values: ['c0ffee00-4444-4444-8444-000000000004'] } },
})

/** Whether `claims` of a request ask for the stronger proof; a client's capabilities (`xms_cc`) alone do not. Throws a SyntaxError. */
export function asksForProof(claims: string | null): boolean {
  const asked: unknown = claims ? JSON.parse(claims) : null
  const wanted = asked && typeof asked === 'object' && 'access_token' in asked ? Object.keys(Object(asked.access_token)) : []
  return wanted.some((name) => name === 'capolids' || name === 'acrs')
}

/** Why a person gets no token for Defender, or `null`. `claims` are those that Defender itself demanded. */
export function defenderRefusal(
  policy: Policy,
  who: { readonly account: Account; readonly approved: boolean; readonly consented: boolean },
  claims: string | null,
): Refusal | null {
  const { key } = who.account
  if (policy.unassigned.includes(key)) return PERSON_REFUSALS.unassigned(key, APPS.sso.clientId)
  if (policy.delegatedScopes.length === 0 || !(policy.consent || who.consented))
    return PERSON_REFUSALS.noConsent(APPS.sso.clientId, policy.suberror)
  if (policy.blocked.includes(key)) return PERSON_REFUSALS.blocked(MORE_PROOF)
  if (who.approved) return null
  if (policy.mfaForDefender) return PERSON_REFUSALS.moreProof(MORE_PROOF)
  return claims && asksForProof(claims) ? PERSON_REFUSALS.moreProof(claims) : null
}
