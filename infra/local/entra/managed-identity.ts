import { randomBytes } from 'node:crypto'
import type { Handler } from '../platform.ts'
import { answerBy, route } from '../routes.ts'
import { APPS } from '../world.ts'
import { type AccessTokens, LIFETIME_S, lifetime } from './access-tokens.ts'
import { appClaims } from './claims.ts'

/** What gives tokens to a container that has a user-assigned managed identity. */
export interface ManagedIdentity {
  /** Served on loopback, by http, as Container Apps does (Container Apps: "Managed identities", REST endpoint reference). */
  readonly handler: Handler
  /** What the container must show: `IDENTITY_HEADER` in its environment. */
  readonly header: string
}

/** The identity of world.ts, with tokens for any of `resources` and for a federated exchange. */
export function createManagedIdentity(tokens: AccessTokens, resources: readonly string[]): ManagedIdentity {
  const header = randomBytes(16).toString('hex')
  const { clientId, objectId } = APPS.identity
  const { exchangeAudience } = tokens.cloud

  const handler = answerBy(
    [
      route('GET', '/msi/token', async (request) => {
        const asked = new URL(request.url).searchParams
        const resource = asked.get('resource') ?? ''
        if (request.headers.get('x-identity-header') !== header) return new Response(null, { status: 401 })
        if (asked.get('client_id') !== clientId) return refused('No User Assigned Managed Identity found for specified ClientId.')
        if (resource !== exchangeAudience && !resources.includes(resource)) return refused(`Unknown resource ${resource}.`)
        const own =
          resource === exchangeAudience
            ? { ...lifetime(), aud: resource, oid: objectId, sub: objectId, azp: clientId, ver: '2.0' }
            : appClaims(clientId, resource, [])
        return Response.json({
          access_token: await tokens.sign(own),
          expires_on: String(Math.floor(Date.now() / 1000) + LIFETIME_S),
          resource,
          token_type: 'Bearer',
          client_id: clientId,
        })
      }),
    ],
    async () => new Response('Not found', { status: 404 }),
  )
  return { handler, header }
}

function refused(message: string): Response {
  return Response.json({ statusCode: 400, message }, { status: 400 })
}
