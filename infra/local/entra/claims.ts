import { createHash, randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { type Account, APPS, type AppRole, TENANT_ID } from '../world.ts'
import { lifetime } from './access-tokens.ts'

/** The Teams client that asks for single sign-on (Teams: "Register your tab app in Microsoft Entra ID"). */
export const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264'

/** A person's sign-in; `approved` once they have given the stronger proof. */
export interface Session {
  readonly id: string
  readonly account: Account
  readonly approved: boolean
}

/** A v1.0 token that speaks for an app: what Defender's API and the Teams connector get. `roles` is left out when empty. */
export function appClaims(appId: string, audience: string, roles: readonly string[]): JWTPayload {
  const oid = `5e2f1ce0-${appId.slice(9)}`
  return {
    ...lifetime(),
    aud: audience,
    appid: appId,
    appidacr: '1',
    idp: `https://sts.windows.net/${TENANT_ID}/`,
    idtyp: 'app',
    oid,
    rh: randomUUID(),
    ...(roles.length > 0 && { roles }),
    sub: oid,
    tenant_region_scope: 'EU',
    tid: TENANT_ID,
    ver: '1.0',
  }
}

/** Ids of a person differ from app to app; `oid` does not. */
const subject = ({ oid }: Account, appId: string) => createHash('sha256').update(`${oid} ${appId}`).digest('base64url')

const ofPerson = ({ account, id }: Session, roles: readonly AppRole[]) => ({
  ...lifetime(),
  aud: APPS.sso.clientId,
  name: account.name,
  oid: account.oid,
  preferred_username: account.upn,
  rh: randomUUID(),
  ...(roles.length > 0 && { roles }),
  sid: id,
  sub: subject(account, APPS.sso.clientId),
  tid: TENANT_ID,
  ver: '2.0',
})

/** A v2.0 access token for the SSO registration's own API, asked for by `azp`. */
export const apiClaims = (session: Session, azp: string, roles: readonly AppRole[]): JWTPayload => ({
  ...ofPerson(session, roles),
  azp,
  azpacr: azp === APPS.sso.clientId ? '1' : '0',
  scp: 'access_as_user',
})

/** Says who signed in, for the app alone. */
export const idClaims = (session: Session, nonce: string | null, roles: readonly AppRole[]): JWTPayload => ({
  ...ofPerson(session, roles),
  ...(nonce && { nonce }),
})

/** A v1.0 token for Defender that speaks for a person: delegated permissions in `scp`, how they signed in in `amr`. */
export function defenderClaims({ account, id, approved }: Session, audience: string, scopes: readonly string[]): JWTPayload {
  const [given_name, family_name] = account.name.split(' ')
  return {
    ...lifetime(),
    aud: audience,
    acr: '1',
    amr: approved ? ['pwd', 'mfa'] : ['pwd'],
    appid: APPS.sso.clientId,
    appidacr: '1',
    family_name,
    given_name,
    name: account.name,
    oid: account.oid,
    rh: randomUUID(),
    scp: scopes.join(' '),
    sid: id,
    sub: subject(account, APPS.defender.clientId),
    tenant_region_scope: 'EU',
    tid: TENANT_ID,
    unique_name: account.upn,
    upn: account.upn,
    ver: '1.0',
  }
}
