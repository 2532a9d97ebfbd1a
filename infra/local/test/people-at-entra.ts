import { createHash } from 'node:crypto'
import { openPolicy } from '../entra/policy.ts'
import { type Landed, signInWith } from '../form-browser.ts'
import { APPS, TENANT_ID } from '../world.ts'
import { startTenantWithBot, type TenantWithBot } from './tenant-with-bot.ts'

/** Defender, as a scope names it. */
export const DEFENDER = 'https://api.securitycenter.microsoft.com'
/** What the tab and the sign-in page ask for. */
export const OWN_SCOPE = `${APPS.sso.clientId}/access_as_user`
/** Of every sign-in (RFC 7636). */
export const VERIFIER = 'v'.repeat(43)
/** What `VERIFIER` proves. */
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

/** What somebody does on Entra's page. */
interface Hands {
  readonly as: string
  readonly approve: boolean
}

/** For a `describe`: one tenant for all its tests, whose Entra is open again after each. */
export function peopleAtEntra() {
  let world: TenantWithBot
  let returned: URLSearchParams[] = []
  before(async () => {
    world = await startTenantWithBot()
    world.pages = ({ searchParams }) => {
      returned.push(searchParams)
      return { status: 200, html: 'back' }
    }
  })
  after(() => world[Symbol.asyncDispose]())
  afterEach(async () => {
    returned = []
    const { delegatedScopes } = openPolicy()
    const open = { consent: true, suberror: true, mfaForDefender: false, blocked: [], unassigned: [], delegatedScopes }
    await world.control('POST', 'entra', open)
  })

  const redirectUri = () => `${world.env['PUBLIC_URL']}/auth/callback`
  const authorizeUrl = (changes: Record<string, string> = {}): URL => {
    const url = new URL(`${world.tenant.url}/microsoft/login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/authorize`)
    const query = {
      client_id: APPS.sso.clientId,
      redirect_uri: redirectUri(),
      response_type: 'code',
      scope: `${OWN_SCOPE} openid profile offline_access`,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }
  const signIn = (changes: Record<string, string> = {}, hands: Hands = { as: 'responder', approve: true }): Promise<Landed> =>
    signInWith(authorizeUrl(changes), hands)
  const asSso = (form: Record<string, string>) =>
    world.entra({ client_id: APPS.sso.clientId, client_secret: world.env['SSO_CLIENT_SECRET']!, ...form })
  return {
    get world() {
      return world
    },
    /** Every request to the redirect URI, newest last. */
    get returned() {
      return returned
    },
    redirectUri,
    authorizeUrl,
    signIn,
    async codeOf(changes: Record<string, string> = {}, hands?: Hands): Promise<string> {
      await signIn(changes, hands)
      return returned.at(-1)!.get('code')!
    },
    asSso,
    redeem: (code: string, changes: Record<string, string> = {}) =>
      asSso({ grant_type: 'authorization_code', code, redirect_uri: redirectUri(), code_verifier: VERIFIER, ...changes }),
    ssoToken: async (account = 'responder'): Promise<string> =>
      (await world.control('POST', 'sso-token', { account })).body.token,
    onBehalfOf: (assertion: string, changes: Record<string, string> = {}) =>
      asSso({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        requested_token_use: 'on_behalf_of',
        assertion,
        scope: `${DEFENDER}/.default`,
        ...changes,
      }),
  }
}
