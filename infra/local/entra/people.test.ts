import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { type Landed, signInWith } from '../form-browser.ts'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { ACCOUNTS, APPS, TENANT_ID } from '../world.ts'
import { openPolicy } from './policy.ts'

const DEFENDER = 'https://api.securitycenter.microsoft.com'
const OWN_SCOPE = `${APPS.sso.clientId}/access_as_user`
const ISSUER = `https://login.microsoftonline.com/${TENANT_ID}/v2.0`
const RESPONDER = ACCOUNTS[0]!
const PROOF = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

describe('people at Entra', () => {
  let world: TenantWithBot
  /** Every request to the redirect URI, newest last. */
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

  const client = () =>
    new ConfidentialClientApplication({
      auth: {
        clientId: APPS.sso.clientId,
        clientSecret: world.env['SSO_CLIENT_SECRET']!,
        authority: `https://login.microsoftonline.com/${TENANT_ID}`,
        clientCapabilities: ['CP1'],
      },
    })
  const redirectUri = () => `${world.env['PUBLIC_URL']}/auth/callback`
  const keys = () => createRemoteJWKSet(new URL(`https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`))
  const verifier = 'v'.repeat(43)
  const challenge = createHash('sha256').update(verifier).digest('base64url')

  const authorizeUrl = (changes: Record<string, string> = {}): URL => {
    const url = new URL(`${world.tenant.url}/microsoft/login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/authorize`)
    const query = {
      client_id: APPS.sso.clientId,
      redirect_uri: redirectUri(),
      response_type: 'code',
      scope: `${OWN_SCOPE} openid profile offline_access`,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }
  const signIn = (changes: Record<string, string> = {}, hands = { as: 'responder', approve: true }): Promise<Landed> =>
    signInWith(authorizeUrl(changes), hands)
  const codeOf = async (changes: Record<string, string> = {}, hands?: { as: string; approve: boolean }): Promise<string> => {
    await signIn(changes, hands)
    return returned.at(-1)!.get('code')!
  }
  const asSso = (form: Record<string, string>) =>
    world.entra({ client_id: APPS.sso.clientId, client_secret: world.env['SSO_CLIENT_SECRET']!, ...form })
  const redeem = (code: string, changes: Record<string, string> = {}) =>
    asSso({ grant_type: 'authorization_code', code, redirect_uri: redirectUri(), code_verifier: verifier, ...changes })
  const ssoToken = async (account = 'responder'): Promise<string> =>
    (await world.control('POST', 'sso-token', { account })).body.token
  const onBehalfOf = (assertion: string, changes: Record<string, string> = {}) =>
    asSso({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion,
      scope: `${DEFENDER}/.default`,
      ...changes,
    })

  it('sign in through MSAL, stay signed in by its cache, and are acted for at Defender', async () => {
    const codeRequest = { scopes: [OWN_SCOPE], redirectUri: redirectUri() }
    const url = await client().getAuthCodeUrl({
      ...codeRequest,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      nonce: 'n1',
    })
    await signInWith(new URL(url.replace('https://', `${world.tenant.url}/microsoft/`)), { as: 'lead', approve: true })
    const first = client()
    const code = returned.at(-1)!.get('code')!
    const own = await first.acquireTokenByCode({ ...codeRequest, code, codeVerifier: verifier, nonce: 'n1' })
    const { payload } = await jwtVerify(own.accessToken, keys(), { audience: APPS.sso.clientId, issuer: ISSUER })
    const { name, oid, preferred_username, roles, scp, azp, ver, tid } = payload
    assert.deepEqual(
      [name, oid, preferred_username, roles, scp, azp, ver, tid],
      [
        'Lena Lead',
        ACCOUNTS[3]!.oid,
        'lead@fabrikam.example',
        ['Lead', 'Responder'],
        'access_as_user',
        APPS.sso.clientId,
        '2.0',
        TENANT_ID,
      ],
    )

    const second = client()
    second.getTokenCache().deserialize(first.getTokenCache().serialize())
    const [account] = await second.getTokenCache().getAllAccounts()
    const silent = await second.acquireTokenSilent({ scopes: [OWN_SCOPE], account: account!, forceRefresh: true })
    assert.notEqual(silent.accessToken, own.accessToken)

    const acting = await client().acquireTokenOnBehalfOf({
      oboAssertion: silent.accessToken,
      scopes: [`${DEFENDER}/.default`],
    })
    const claims = decodeJwt(acting!.accessToken)
    assert.deepEqual(
      [claims.iss, claims.aud, claims['ver'], claims['upn'], claims['appid'], claims['scp']],
      [
        `https://sts.windows.net/${TENANT_ID}/`,
        DEFENDER,
        '1.0',
        'lead@fabrikam.example',
        APPS.sso.clientId,
        openPolicy().delegatedScopes.join(' '),
      ],
    )
    const machines = { headers: { authorization: `Bearer ${acting!.accessToken}` } }
    assert.equal((await fetch('https://api.security.microsoft.com/api/machines', machines)).status, 200)
    const [asked] = world.tenant.received.list(0, 'defender').slice(-1)
    assert.equal(asked!.caller!.upn, 'lead@fabrikam.example')
  })

  it('come back with code and state, and the id token carries the nonce', async () => {
    await signIn({ login_hint: RESPONDER.upn })
    const [query] = returned
    assert.equal(query!.get('state'), 'a state')

    const { status, body } = await redeem(query!.get('code')!)

    assert.equal(status, 200)
    const { payload } = await jwtVerify(body.id_token, keys(), { audience: APPS.sso.clientId, issuer: ISSUER })
    assert.deepEqual([payload['nonce'], payload['oid']], ['a nonce', RESPONDER.oid])
  })

  it('see the account they are expected to use first, on a page that needs no script', async () => {
    const answer = await fetch(authorizeUrl({ login_hint: 'reader@fabrikam.example' }))
    const html = await answer.text()
    assert.deepEqual(
      [...html.matchAll(/name="account" value="(\w+)"/g)].map(([, key]) => key),
      ['reader', 'responder', 'workstations', 'lead', 'outsider'],
    )
    assert.doesNotMatch(html, /<script/)
    assert.equal(answer.headers.get('x-frame-options'), 'DENY')
  })

  it('may cancel', async () => {
    const html = await (await fetch(authorizeUrl(), { method: 'POST', body: new URLSearchParams({ cancel: '' }) })).text()
    assert.equal(html, 'back')
    assert.deepEqual(
      [returned[0]!.get('error'), returned[0]!.get('state'), returned[0]!.get('code')],
      ['access_denied', 'a state', null],
    )
  })

  const wrong: [string, Record<string, string>, string][] = [
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['claims that are not JSON', { claims: '{' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'now' }, 'invalid_request'],
    ['a page without a person', { prompt: 'none' }, 'login_required'],
    ["a scope that is nobody's", { scope: 'everything' }, 'invalid_scope'],
  ]
  for (const [what, changes, error] of wrong) {
    it(`are sent back with ${error} for ${what}`, async () => {
      await signIn(changes)
      assert.deepEqual([returned[0]?.get('error'), returned[0]?.get('state')], [error, 'a state'])
    })
  }

  for (const [what, changes, code] of [
    ['an unknown app', { client_id: TENANT_ID }, 700016],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/auth/callback' }, 50011],
  ] as const) {
    it(`are never sent back for ${what}`, async () => {
      const { status, html } = await signIn(changes)
      assert.deepEqual([status, returned.length], [400, 0])
      assert.match(html, new RegExp(`AADSTS${code}: `))
    })
  }

  it('get a code that is good once, for ten minutes, with its verifier and its redirect URI', async () => {
    const code = await codeOf()
    assert.deepEqual((await redeem(code, { code_verifier: 'w'.repeat(43) })).body.error_codes, [501481])
    assert.deepEqual((await redeem(code, { redirect_uri: 'http://localhost/other' })).body.error_codes, [500112])
    assert.deepEqual((await redeem(code, { client_secret: 'wrong' })).body.error_codes, [7000215])
    const asBot = { client_id: APPS.bot.clientId, client_secret: world.env['BOT_SECRET']! }
    assert.deepEqual((await redeem(code, asBot)).body.error_codes, [70000])
    assert.equal((await redeem(code)).status, 200)
    assert.deepEqual((await redeem(code)).body.error_codes, [54005])

    const late = await codeOf()
    world.tenant.clock.advance(600_000)
    assert.deepEqual((await redeem(late)).body.error_codes, [70008])
    assert.deepEqual((await redeem('made-up')).body.error_codes, [70000])
  })

  it('stay signed in for 90 days, unless an administrator ends it', async () => {
    const { refresh_token } = (await redeem(await codeOf())).body
    const refresh = (token = refresh_token) => asSso({ grant_type: 'refresh_token', refresh_token: token, scope: OWN_SCOPE })
    assert.equal(decodeJwt((await refresh()).body.access_token)['oid'], RESPONDER.oid)
    await world.control('POST', 'entra', { revoke: 'lead' })
    assert.equal((await refresh()).status, 200)

    await world.control('POST', 'entra', { revoke: 'responder' })
    assert.deepEqual([(await refresh()).body.error, (await refresh()).body.error_codes], ['invalid_grant', [50173]])

    const next = (await redeem(await codeOf())).body.refresh_token
    assert.equal((await refresh(next)).status, 200)
    world.tenant.clock.advance(90 * 86_400_000)
    assert.deepEqual((await refresh(next)).body.error_codes, [700082])
  })

  it('get a refresh token on behalf of them only when it is asked for', async () => {
    const token = await ssoToken()
    assert.equal((await onBehalfOf(token)).body.refresh_token, undefined)
    const { refresh_token } = (await onBehalfOf(token, { scope: `${DEFENDER}/.default offline_access` })).body
    const own = await asSso({ grant_type: 'refresh_token', refresh_token, scope: OWN_SCOPE })
    assert.equal(decodeJwt(own.body.access_token)['aud'], APPS.sso.clientId)
  })

  it('are not acted for with a token that is old, forged, or for somebody else', async () => {
    const bent = async (bend: object) => (await world.control('POST', 'token', { account: 'responder', ...bend })).body.token
    const code = async (token: string) => (await onBehalfOf(token)).body.error_codes[0]

    assert.equal(await code(await bent({ expired: true })), 500133)
    assert.equal(await code(await bent({ notYetValid: true })), 500133)
    assert.equal(await code(await bent({ otherKey: true })), 50013)
    assert.equal(await code(await bent({ alg: 'none' })), 50013)
    assert.equal(await code(await bent({ claims: { aud: APPS.bot.clientId } })), 50013)
    assert.equal(await code(await bent({ claims: { scp: null } })), 50013)
    assert.equal(await code((await onBehalfOf(await ssoToken())).body.access_token), 50013)
    const good = await ssoToken()
    world.tenant.clock.advance(3_600_000)
    assert.equal(await code(good), 500133)
  })

  it('consent for themselves on the page when no administrator has', async () => {
    await world.control('POST', 'entra', { consent: false })
    const token = await ssoToken()
    const without = (await onBehalfOf(token)).body
    assert.deepEqual([without.error, without.error_codes, without.suberror], ['invalid_grant', [65001], 'consent_required'])
    await world.control('POST', 'entra', { suberror: false })
    assert.equal((await onBehalfOf(token)).body.suberror, undefined)

    await signIn({}, { as: 'responder', approve: false })
    assert.equal(returned[0]!.get('error'), 'access_denied')
    assert.equal((await onBehalfOf(token)).status, 400)

    await signIn()
    assert.ok(returned[1]!.get('code'))
    assert.equal((await onBehalfOf(token)).status, 200)
    assert.equal((await onBehalfOf(await ssoToken('lead'))).status, 400)
  })

  it('are asked for more proof for Defender, give it on the page, and are let through with tokens of that sign-in', async () => {
    await world.control('POST', 'entra', { mfaForDefender: true })
    const weak = (await redeem(await codeOf())).body
    const refused = (await onBehalfOf(weak.access_token)).body
    assert.deepEqual([refused.error, refused.error_codes], ['interaction_required', [50076]])

    await signIn({ claims: refused.claims }, { as: 'responder', approve: false })
    assert.equal(returned.at(-1)!.get('error'), 'access_denied')
    const strong = (await redeem(await codeOf({ claims: refused.claims }))).body

    assert.equal((await onBehalfOf(strong.access_token)).status, 200)
    const refreshed = await asSso({ grant_type: 'refresh_token', refresh_token: strong.refresh_token, scope: OWN_SCOPE })
    const acting = (await onBehalfOf(refreshed.body.access_token)).body
    assert.deepEqual(decodeJwt(acting.access_token)['amr'], ['pwd', 'mfa'])
    assert.deepEqual((await onBehalfOf(weak.access_token)).body.error_codes, [50076])
  })

  it("are asked for the proof that Defender's own challenge names, but not for a client's capabilities", async () => {
    const token = await ssoToken()
    const capable = '{"access_token":{"xms_cc":{"values":["CP1"]}}}'
    assert.equal((await onBehalfOf(token, { claims: capable })).status, 200)
    const { error_codes, claims } = (await onBehalfOf(token, { claims: PROOF })).body
    assert.deepEqual([error_codes, claims], [[50076], PROOF])
  })

  it('may be blocked, or not assigned', async () => {
    const token = await ssoToken()
    await world.control('POST', 'entra', { blocked: ['responder'] })
    const { error_codes, claims } = (await onBehalfOf(token)).body
    assert.deepEqual(error_codes, [53003])
    assert.match((await signIn({ claims })).html, /You cannot access this right now[\s\S]*AADSTS53003/)
    assert.equal((await onBehalfOf(await ssoToken('lead'))).status, 200)

    await world.control('POST', 'entra', { blocked: [], unassigned: ['responder'] })
    assert.deepEqual((await onBehalfOf(token)).body.error_codes, [50105])
    assert.match((await signIn()).html, /AADSTS50105/)
  })

  it('act with what the registration was granted', async () => {
    await world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'] })
    const { access_token, scope } = (await onBehalfOf(await ssoToken())).body
    assert.deepEqual([decodeJwt(access_token)['scp'], scope], ['Machine.Read', `${DEFENDER}/Machine.Read`])
    await world.control('POST', 'entra', { delegatedScopes: [] })
    assert.deepEqual((await onBehalfOf(await ssoToken())).body.error_codes, [65001])
  })

  describe('for whom an administrator consents', () => {
    const consentUrl = (changes: Record<string, string> = {}): URL => {
      const url = new URL(`${world.tenant.url}/microsoft/login.microsoftonline.com/${TENANT_ID}/v2.0/adminconsent`)
      const redirect_uri = `${world.env['PUBLIC_URL']}/auth/consented`
      const query = { client_id: APPS.sso.clientId, scope: `${DEFENDER}/.default`, redirect_uri, state: 'a state', ...changes }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url
    }

    it('get what the registration asks for, and the administrator comes back', async () => {
      await world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'], consent: false })
      await signInWith(consentUrl(), { as: 'lead', approve: true })
      const { admin_consent, tenant, state } = Object.fromEntries(returned.at(-1)!)
      assert.deepEqual([admin_consent, tenant, state], ['True', TENANT_ID, 'a state'])
      assert.match((await onBehalfOf(await ssoToken())).body.scope, /Machine\.Isolate/)
    })

    it('get nothing when it is declined', async () => {
      await world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'] })
      await signInWith(consentUrl(), { as: 'lead', approve: false })
      assert.equal(returned.at(-1)!.get('error'), 'access_denied')
      assert.doesNotMatch((await onBehalfOf(await ssoToken())).body.scope, /Machine\.Isolate/)
    })

    for (const [what, changes] of [
      ['another app', { client_id: APPS.bot.clientId }],
      ['another place', { redirect_uri: 'https://evil.example/' }],
      ['another resource', { scope: 'https://graph.microsoft.com/.default' }],
    ] as const) {
      it(`are not asked about ${what}`, async () => assert.equal((await fetch(consentUrl(changes))).status, 400))
    }
  })

  it('carry the app roles that were assigned last', async () => {
    const rolesOf = async () => decodeJwt(await ssoToken('outsider'))['roles']
    assert.equal(await rolesOf(), undefined)
    await world.control('POST', 'entra', { appRoles: { outsider: ['Responder'] } })
    assert.deepEqual(await rolesOf(), ['Responder'])
    await world.control('POST', 'entra', { appRoles: { outsider: [] } })
  })

  it('leave every secret that was given out on record', async () => {
    const code = await codeOf()
    const { access_token, id_token, refresh_token } = (await redeem(code)).body
    const known = new Set((await world.control('GET', 'secrets')).body.map(({ value }: { value: string }) => value))
    for (const secret of [code, access_token, id_token, refresh_token, world.env['SSO_CLIENT_SECRET'], world.env['BOT_SECRET']])
      assert.ok(known.has(secret))
  })

  it('refuses to bend what it does not know', async () => {
    assert.equal((await world.control('POST', 'token', { account: 'responder', signedBy: 'me' })).status, 400)
    assert.equal((await world.control('POST', 'entra', { revoke: 'nobody' })).status, 400)
  })
})
