import { randomUUID } from 'node:crypto'
import { TENANT_ID } from '../world.ts'

/** A refusal of Entra's: its OAuth `error`, the AADSTS code and words, and the HTTP status they come with. */
export interface Refusal {
  readonly status: 400 | 401
  readonly error: string
  readonly code: number
  readonly text: string
  readonly suberror?: string
  /** What the sign-in page must be asked for. */
  readonly claims?: string
}

/** Entra's error body. `error_description` carries code, ids and time on one line, as Entra has it since 2023. */
export function refusalAnswer({ status, error, code, text, suberror, claims }: Refusal, now: number): Response {
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const [trace_id, correlation_id] = [randomUUID(), randomUUID()]
  return Response.json(
    {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id,
      correlation_id,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
      ...(suberror && { suberror }),
      ...(claims && { claims }),
    },
    { status, headers: { 'cache-control': 'no-store, no-cache' } },
  )
}

const refused = (status: Refusal['status'], error: string, code: number, text: string): Refusal => ({ status, error, code, text })

/** The refusals of the token endpoint that do not depend on a person. */
export const REFUSALS = {
  noSuchTenant: (tenant: string) =>
    refused(400, 'invalid_request', 90002, `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID.`),
  noField: (name: string) =>
    refused(400, 'invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`),
  unknownGrant: (grant: string) =>
    refused(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${grant}'.`),
  unknownApp: (id: string) =>
    refused(
      400,
      'unauthorized_client',
      700016,
      `Application with identifier '${id}' was not found in the directory '${TENANT_ID}'.`,
    ),
  noSecret: () =>
    refused(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
  wrongSecret: (id: string) =>
    refused(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${id}'.`,
    ),
  endedSecret: (id: string) =>
    refused(401, 'invalid_client', 7000222, `The provided client secret keys for app '${id}' are expired.`),
  wrongCertificate: () =>
    refused(
      401,
      'invalid_client',
      700027,
      'The certificate with identifier used to sign the client assertion is not registered on application.',
    ),
  noSuchTrust: (subject: string) =>
    refused(
      401,
      'invalid_client',
      700213,
      `No matching federated identity record found for presented assertion subject '${subject}'.`,
    ),
  notDefaultScope: (scope: string) =>
    refused(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    ),
  unknownResource: (resource: string) =>
    refused(
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${resource} was not found in the tenant named Fabrikam.`,
    ),
} as const

const badGrant = (code: number, text: string): Refusal => refused(400, 'invalid_grant', code, text)

/** The refusals that depend on a person and on how they signed in (Entra: "Authentication and authorization error codes"). */
export const PERSON_REFUSALS = {
  unknownRedirect: (uri: string) =>
    refused(
      400,
      'invalid_client',
      50011,
      `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application.`,
    ),
  badRequest: (parameter: string, error = 'invalid_request') =>
    refused(400, error, 90023, `The value of the request parameter '${parameter}' is not supported.`),
  notSignedIn: () => refused(400, 'login_required', 50058, 'A silent sign-in request was sent but no user is signed in.'),
  noChallenge: () => refused(400, 'invalid_request', 50147, 'The size of the code challenge parameter is not valid.'),
  noSuchGrant: () => badGrant(70000, 'The provided value for the grant is not valid.'),
  codeExpired: () => badGrant(70008, 'The provided authorization code or refresh token has expired due to inactivity.'),
  codeUsed: () => badGrant(54005, 'OAuth2 Authorization code was already redeemed, please retry with a new valid code.'),
  wrongVerifier: () =>
    badGrant(501481, 'The Code_Verifier does not match the code_challenge supplied in the authorization request.'),
  wrongRedirect: () =>
    badGrant(500112, 'The reply address does not match the reply address provided when requesting Authorization code.'),
  refreshExpired: () => badGrant(700082, 'The refresh token has expired due to inactivity.'),
  revoked: () => badGrant(50173, 'The provided grant has expired due to it being revoked, a fresh auth token is needed.'),
  badAssertion: () => badGrant(50013, 'Assertion failed signature validation.'),
  assertionUntimely: () => badGrant(500133, 'Assertion is not within its valid time range.'),
  badScope: (scope: string) => refused(400, 'invalid_scope', 70011, `The provided value for the scope '${scope}' is not valid.`),
  unassigned: (account: string, app: string) =>
    badGrant(50105, `The signed in user '${account}' is not assigned to a role for the application '${app}'.`),
  noConsent: (app: string, suberror: boolean): Refusal => ({
    ...badGrant(65001, `The user or administrator has not consented to use the application with ID '${app}'.`),
    ...(suberror && { suberror: 'consent_required' }),
  }),
  moreProof: (claims: string): Refusal => ({
    ...refused(400, 'interaction_required', 50076, 'You must use multi-factor authentication to access this resource.'),
    suberror: 'basic_action',
    claims,
  }),
  blocked: (claims: string): Refusal => ({
    ...badGrant(
      53003,
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    ),
    suberror: 'message_only',
    claims,
  }),
} as const
