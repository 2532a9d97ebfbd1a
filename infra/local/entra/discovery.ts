import { type Route, route } from '../routes.ts'
import type { SigningKey } from '../signing-key.ts'
import { TENANT_ID } from '../world.ts'
import { REFUSALS, refusalAnswer } from './errors.ts'

/** Entra's own host name. */
export const LOGIN = 'https://login.microsoftonline.com'
const OWN = `${LOGIN}/${TENANT_ID}`

/** Issuers of v1.0 and v2.0 tokens of this tenant. */
export const ISSUERS = { v1: `https://sts.windows.net/${TENANT_ID}/`, v2: `${OWN}/v2.0` } as const

/** What a client asks before it asks for a token: the authority's aliases, the tenant's endpoints, the signing keys. */
export function discoveryRoutes(key: SigningKey, now: () => number): Route[] {
  const ofTenant =
    (answer: () => object) =>
    (_: Request, tenant = '') =>
      tenant === TENANT_ID ? Response.json(answer()) : refusalAnswer(REFUSALS.noSuchTenant(tenant), now())
  const keys = () => Response.json({ keys: [key.publicJwk] })
  return [
    route('GET', '/common/discovery/instance', () => Response.json(instance)),
    route(
      'GET',
      '/:tenant/v2.0/.well-known/openid-configuration',
      ofTenant(() => openidConfiguration),
    ),
    route('GET', '/:tenant/discovery/v2.0/keys', keys),
    route('GET', '/:tenant/discovery/keys', keys),
  ]
}

const openidConfiguration = {
  token_endpoint: `${OWN}/oauth2/v2.0/token`,
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  jwks_uri: `${OWN}/discovery/v2.0/keys`,
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  issuer: ISSUERS.v2,
  authorization_endpoint: `${OWN}/oauth2/v2.0/authorize`,
  end_session_endpoint: `${OWN}/oauth2/v2.0/logout`,
  claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'ver'],
  tenant_region_scope: 'EU',
  cloud_instance_name: 'microsoftonline.com',
}

const instance = {
  tenant_discovery_endpoint: openidConfiguration.issuer.concat('/.well-known/openid-configuration'),
  'api-version': '1.1',
  metadata: [
    {
      preferred_network: 'login.microsoftonline.com',
      preferred_cache: 'login.windows.net',
      aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    },
  ],
}
