import { randomUUID } from 'node:crypto'
import { TENANT_ID } from '../world.ts'

/** A refusal of Entra's: its OAuth `error`, the AADSTS code and words, and the HTTP status they come with. */
export interface Refusal {
  readonly status: 400 | 401
  readonly error: string
  readonly code: number
  readonly text: string
}

/** Entra's error body. `error_description` carries code, ids and time on one line, as Entra has it since 2023. */
export function refusalAnswer({ status, error, code, text }: Refusal, now: number): Response {
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
