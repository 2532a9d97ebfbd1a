import { APPS } from '../world.ts'

/** What a client asks for in `scope`. */
export interface Wanted {
  readonly of: 'api' | 'defender'
  /** The resource, as the client named it. */
  readonly resource: string
  readonly openid: boolean
  /** Whether a refresh token is to come with it. */
  readonly offline: boolean
}

const OPENID = ['openid', 'profile', 'email', 'offline_access']
const OWN_API = new RegExp(`^(?:${APPS.sso.clientId}|api://[^/]+/botid-${APPS.bot.clientId})$`)

/** Reads a `scope` that names one resource: our own API, by client id or application ID URI, or Defender (`defender`). Others are `null`. */
export function parseScope(scope: string, defender: string): Wanted | null {
  const asked = scope.split(' ').filter(Boolean)
  const ofResources = asked.filter((one) => !OPENID.includes(one)).map((one) => /^(\S+?)\/+([\w.]+)$/.exec(one))
  const resource = ofResources[0]?.[1]
  if (!resource || !ofResources.every((found) => found?.[1] === resource)) return null
  const common = { resource, openid: asked.includes('openid'), offline: asked.includes('offline_access') }
  if (resource === defender) return { of: 'defender', ...common }
  const known = ofResources.every((found) => found?.[2] === 'access_as_user' || found?.[2] === '.default')
  return OWN_API.test(resource) && known ? { of: 'api', ...common } : null
}
