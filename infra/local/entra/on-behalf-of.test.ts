import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { signInWith } from '../form-browser.ts'
import { DEFENDER, OWN_SCOPE, peopleAtEntra } from '../test/people-at-entra.ts'
import { APPS, TENANT_ID } from '../world.ts'

const PROOF = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

describe('people for whom an app acts', () => {
  const entra = peopleAtEntra()
  const { signIn, codeOf, asSso, redeem, ssoToken, onBehalfOf } = entra

  it('get a refresh token on behalf of them only when it is asked for', async () => {
    const token = await ssoToken()
    assert.equal((await onBehalfOf(token)).body.refresh_token, undefined)
    const { refresh_token } = (await onBehalfOf(token, { scope: `${DEFENDER}/.default offline_access` })).body
    const own = await asSso({ grant_type: 'refresh_token', refresh_token, scope: OWN_SCOPE })
    assert.equal(decodeJwt(own.body.access_token)['aud'], APPS.sso.clientId)
  })

  it('are not acted for with a token that is old, forged, or for somebody else', async () => {
    const bent = async (bend: object) =>
      (await entra.world.control('POST', 'token', { account: 'responder', ...bend })).body.token
    const code = async (token: string) => (await onBehalfOf(token)).body.error_codes[0]

    assert.equal(await code(await bent({ expired: true })), 500133)
    assert.equal(await code(await bent({ notYetValid: true })), 500133)
    assert.equal(await code(await bent({ otherKey: true })), 50013)
    assert.equal(await code(await bent({ alg: 'none' })), 50013)
    assert.equal(await code(await bent({ claims: { aud: APPS.bot.clientId } })), 50013)
    assert.equal(await code(await bent({ claims: { scp: null } })), 50013)
    assert.equal(await code((await onBehalfOf(await ssoToken())).body.access_token), 50013)
    const good = await ssoToken()
    entra.world.tenant.clock.advance(3_600_000)
    assert.equal(await code(good), 500133)
  })

  it('consent for themselves on the page when no administrator has', async () => {
    await entra.world.control('POST', 'entra', { consent: false })
    const token = await ssoToken()
    const without = (await onBehalfOf(token)).body
    assert.deepEqual([without.error, without.error_codes, without.suberror], ['invalid_grant', [65001], 'consent_required'])
    await entra.world.control('POST', 'entra', { suberror: false })
    assert.equal((await onBehalfOf(token)).body.suberror, undefined)

    await signIn({}, { as: 'responder', approve: false })
    assert.equal(entra.returned[0]!.get('error'), 'access_denied')
    assert.equal((await onBehalfOf(token)).status, 400)

    await signIn()
    assert.ok(entra.returned[1]!.get('code'))
    assert.equal((await onBehalfOf(token)).status, 200)
    assert.equal((await onBehalfOf(await ssoToken('lead'))).status, 400)
  })

  it('are asked for more proof for Defender, give it on the page, and are let through with tokens of that sign-in', async () => {
    await entra.world.control('POST', 'entra', { mfaForDefender: true })
    const weak = (await redeem(await codeOf())).body
    const refused = (await onBehalfOf(weak.access_token)).body
    assert.deepEqual([refused.error, refused.error_codes], ['interaction_required', [50076]])

    await signIn({ claims: refused.claims }, { as: 'responder', approve: false })
    assert.equal(entra.returned.at(-1)!.get('error'), 'access_denied')
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
    await entra.world.control('POST', 'entra', { blocked: ['responder'] })
    const { error_codes, claims } = (await onBehalfOf(token)).body
    assert.deepEqual(error_codes, [53003])
    assert.match((await signIn({ claims })).html, /You cannot access this right now[\s\S]*AADSTS53003/)
    assert.equal((await onBehalfOf(await ssoToken('lead'))).status, 200)

    await entra.world.control('POST', 'entra', { blocked: [], unassigned: ['responder'] })
    assert.deepEqual((await onBehalfOf(token)).body.error_codes, [50105])
    assert.match((await signIn()).html, /AADSTS50105/)
  })

  it('act with what the registration was granted', async () => {
    await entra.world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'] })
    const { access_token, scope } = (await onBehalfOf(await ssoToken())).body
    assert.deepEqual([decodeJwt(access_token)['scp'], scope], ['Machine.Read', `${DEFENDER}/Machine.Read`])
    await entra.world.control('POST', 'entra', { delegatedScopes: [] })
    assert.deepEqual((await onBehalfOf(await ssoToken())).body.error_codes, [65001])
  })

  describe('for whom an administrator consents', () => {
    const consentUrl = (changes: Record<string, string> = {}): URL => {
      const url = new URL(`${entra.world.tenant.url}/microsoft/login.microsoftonline.com/${TENANT_ID}/v2.0/adminconsent`)
      const redirect_uri = `${entra.world.env['PUBLIC_URL']}/auth/consented`
      const query = { client_id: APPS.sso.clientId, scope: `${DEFENDER}/.default`, redirect_uri, state: 'a state', ...changes }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url
    }

    it('get what the registration asks for, and the administrator comes back', async () => {
      await entra.world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'], consent: false })
      await signInWith(consentUrl(), { as: 'lead', approve: true })
      const { admin_consent, tenant, state } = Object.fromEntries(entra.returned.at(-1)!)
      assert.deepEqual([admin_consent, tenant, state], ['True', TENANT_ID, 'a state'])
      assert.match((await onBehalfOf(await ssoToken())).body.scope, /Machine\.Isolate/)
    })

    it('get nothing when it is declined', async () => {
      await entra.world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'] })
      await signInWith(consentUrl(), { as: 'lead', approve: false })
      assert.equal(entra.returned.at(-1)!.get('error'), 'access_denied')
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
})
