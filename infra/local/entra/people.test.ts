import assert from 'node:assert/strict'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { signInWith } from '../form-browser.ts'
import { CHALLENGE, DEFENDER, OWN_SCOPE, peopleAtEntra, VERIFIER } from '../test/people-at-entra.ts'
import { ACCOUNTS, APPS, TENANT_ID } from '../world.ts'
import { openPolicy } from './policy.ts'

const ISSUER = `https://login.microsoftonline.com/${TENANT_ID}/v2.0`
const RESPONDER = ACCOUNTS[0]!

describe('people at Entra', () => {
  const entra = peopleAtEntra()
  const { redirectUri, authorizeUrl, signIn, codeOf, asSso, redeem, ssoToken } = entra
  const client = () =>
    new ConfidentialClientApplication({
      auth: {
        clientId: APPS.sso.clientId,
        clientSecret: entra.world.env['SSO_CLIENT_SECRET']!,
        authority: `https://login.microsoftonline.com/${TENANT_ID}`,
        clientCapabilities: ['CP1'],
      },
    })
  const keys = () => createRemoteJWKSet(new URL(`https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`))

  it('sign in through MSAL, stay signed in by its cache, and are acted for at Defender', async () => {
    const codeRequest = { scopes: [OWN_SCOPE], redirectUri: redirectUri() }
    const url = await client().getAuthCodeUrl({
      ...codeRequest,
      codeChallenge: CHALLENGE,
      codeChallengeMethod: 'S256',
      nonce: 'n1',
    })
    await signInWith(new URL(url.replace('https://', `${entra.world.tenant.url}/microsoft/`)), { as: 'lead', approve: true })
    const first = client()
    const code = entra.returned.at(-1)!.get('code')!
    const own = await first.acquireTokenByCode({ ...codeRequest, code, codeVerifier: VERIFIER, nonce: 'n1' })
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
    const [asked] = entra.world.tenant.received.list(0, 'defender').slice(-1)
    assert.equal(asked!.caller!.upn, 'lead@fabrikam.example')
  })

  it('come back with code and state, and the id token carries the nonce', async () => {
    await signIn({ login_hint: RESPONDER.upn })
    const [query] = entra.returned
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
      [entra.returned[0]!.get('error'), entra.returned[0]!.get('state'), entra.returned[0]!.get('code')],
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
      assert.deepEqual([entra.returned[0]?.get('error'), entra.returned[0]?.get('state')], [error, 'a state'])
    })
  }

  for (const [what, changes, code] of [
    ['an unknown app', { client_id: TENANT_ID }, 700016],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/auth/callback' }, 50011],
  ] as const) {
    it(`are never sent back for ${what}`, async () => {
      const { status, html } = await signIn(changes)
      assert.deepEqual([status, entra.returned.length], [400, 0])
      assert.match(html, new RegExp(`AADSTS${code}: `))
    })
  }

  it('get a code that is good once, for ten minutes, with its verifier and its redirect URI', async () => {
    const code = await codeOf()
    assert.deepEqual((await redeem(code, { code_verifier: 'w'.repeat(43) })).body.error_codes, [501481])
    assert.deepEqual((await redeem(code, { redirect_uri: 'http://localhost/other' })).body.error_codes, [500112])
    assert.deepEqual((await redeem(code, { client_secret: 'wrong' })).body.error_codes, [7000215])
    const asBot = { client_id: APPS.bot.clientId, client_secret: entra.world.env['BOT_SECRET']! }
    assert.deepEqual((await redeem(code, asBot)).body.error_codes, [70000])
    assert.equal((await redeem(code)).status, 200)
    assert.deepEqual((await redeem(code)).body.error_codes, [54005])

    const late = await codeOf()
    entra.world.tenant.clock.advance(600_000)
    assert.deepEqual((await redeem(late)).body.error_codes, [70008])
    assert.deepEqual((await redeem('made-up')).body.error_codes, [70000])
  })

  it('stay signed in for 90 days, unless an administrator ends it', async () => {
    const { refresh_token } = (await redeem(await codeOf())).body
    const refresh = (token = refresh_token) => asSso({ grant_type: 'refresh_token', refresh_token: token, scope: OWN_SCOPE })
    assert.equal(decodeJwt((await refresh()).body.access_token)['oid'], RESPONDER.oid)
    await entra.world.control('POST', 'entra', { revoke: 'lead' })
    assert.equal((await refresh()).status, 200)

    await entra.world.control('POST', 'entra', { revoke: 'responder' })
    assert.deepEqual([(await refresh()).body.error, (await refresh()).body.error_codes], ['invalid_grant', [50173]])

    const next = (await redeem(await codeOf())).body.refresh_token
    assert.equal((await refresh(next)).status, 200)
    entra.world.tenant.clock.advance(90 * 86_400_000)
    assert.deepEqual((await refresh(next)).body.error_codes, [700082])
  })

  it('carry the app roles that were assigned last', async () => {
    const rolesOf = async () => decodeJwt(await ssoToken('outsider'))['roles']
    assert.equal(await rolesOf(), undefined)
    await entra.world.control('POST', 'entra', { appRoles: { outsider: ['Responder'] } })
    assert.deepEqual(await rolesOf(), ['Responder'])
    await entra.world.control('POST', 'entra', { appRoles: { outsider: [] } })
  })

  it('leave every secret that was given out on record', async () => {
    const code = await codeOf()
    const { access_token, id_token, refresh_token } = (await redeem(code)).body
    const known = new Set((await entra.world.control('GET', 'secrets')).body.map(({ value }: { value: string }) => value))
    for (const secret of [
      code,
      access_token,
      id_token,
      refresh_token,
      entra.world.env['SSO_CLIENT_SECRET'],
      entra.world.env['BOT_SECRET'],
    ])
      assert.ok(known.has(secret))
  })

  it('refuses to bend what it does not know', async () => {
    assert.equal((await entra.world.control('POST', 'token', { account: 'responder', signedBy: 'me' })).status, 400)
    assert.equal((await entra.world.control('POST', 'entra', { revoke: 'nobody' })).status, 400)
  })
})
