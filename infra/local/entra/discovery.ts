import { type Route, route } from '../routes.ts'
import type { SigningKey } from '../signing-key.ts'
import { TENANT_ID } from '../world.ts'
import { REFUSALS, refusalAnswer } from './errors.ts'

/** Issuers of v1.0 and v2.0 tokens of this tenant, by Entra's host; that of v1.0 is the same in every cloud. */
export const issuersOf = (login: string) =>
  ({ v1: `https://sts.windows.net/${TENANT_ID}/`, v2: `${login}/${TENANT_ID}/v2.0` }) as const

/** What a client asks before it asks for a token: the authority's aliases, the tenant's endpoints, the signing keys. */
export function discoveryRoutes(login: string, key: SigningKey, now: () => number): Route[] {
  const ofTenant =
    (answer: () => object) =>
    (_: Request, tenant = '') =>
      tenant === TENANT_ID ? Response.json(answer()) : refusalAnswer(REFUSALS.noSuchTenant(tenant), now())
  const keys = () => Response.json({ keys: [key.publicJwk] })
  return [
    route('GET', '/common/discovery/instance', () => Response.json(instanceAt(login))),
    route(
      'GET',
      '/:tenant/v2.0/.well-known/openid-configuration',
      ofTenant(() => configurationAt(login)),
    ),
    route('GET', '/:tenant/discovery/v2.0/keys', keys),
    route('GET', '/:tenant/discovery/keys', keys),
  ]
}

const configurationAt = (login: string) => {
  const own = `${login}/${TENANT_ID}`
  return {
    token_endpoint: `${own}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${own}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuersOf(login).v2,
    authorization_endpoint: `${own}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${own}/oauth2/v2.0/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'ver'],
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(login).hostname.replace(/^login\./, ''),
  }
}

/** The commercial host has older names besides. */
const ALIASES = ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net']

const instanceAt = (login: string) => {
  const { hostname } = new URL(login)
  const aliases = ALIASES.includes(hostname) ? ALIASES : [hostname]
  return {
    tenant_discovery_endpoint: `${issuersOf(login).v2}/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: hostname, preferred_cache: aliases[1] ?? hostname, aliases }],
  }
}
