import { type AccessTokens, LIFETIME_S } from './access-tokens.ts'
import { appClaims } from './claims.ts'
import { REFUSALS, type Refusal } from './errors.ts'
import { proofRefusal, type Registration } from './registrations.ts'

/** A resource that tokens can be asked for: its application ID URI, and which app roles an app holds there. */
export interface Resource {
  readonly uri: string
  readonly rolesOf: (appId: string) => readonly string[]
}

/** A grant type's own half of the token endpoint: the client is known and has proved itself. */
export type Grant = (form: URLSearchParams, app: Registration) => Promise<object | Refusal>

/** The v2.0 token endpoint, with the grants of people: answers the body of a success, or why not. */
export function createTokenEndpoint(
  tokens: AccessTokens,
  apps: readonly Registration[],
  resources: readonly Resource[],
  ofPeople: Readonly<Record<string, Grant>>,
) {
  const grants: Readonly<Record<string, Grant>> = {
    ...ofPeople,
    async client_credentials(form, { clientId }) {
      const scope = form.get('scope')
      if (!scope) return REFUSALS.noField('scope')
      const uri = /^(\S+)\/\.default$/.exec(scope)?.[1]
      if (!uri) return REFUSALS.notDefaultScope(scope)
      const resource = resources.find((one) => one.uri === uri)
      if (!resource) return REFUSALS.unknownResource(uri)
      const access_token = await tokens.sign(appClaims(clientId, uri, resource.rolesOf(clientId)))
      return { token_type: 'Bearer', expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S, access_token }
    },
  }

  return async (form: URLSearchParams): Promise<object | Refusal> => {
    const [grantType, clientId] = [form.get('grant_type'), form.get('client_id')]
    if (!grantType) return REFUSALS.noField('grant_type')
    if (!clientId) return REFUSALS.noField('client_id')
    const grant = grants[grantType]
    if (!grant) return REFUSALS.unknownGrant(grantType)
    const app = apps.find((one) => one.clientId === clientId)
    if (!app) return REFUSALS.unknownApp(clientId)
    return (await proofRefusal(form, app, tokens)) ?? grant(form, app)
  }
}
