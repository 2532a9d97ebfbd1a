import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { APPS, TENANT_ID } from '../world.ts'

const DEFENDER = 'https://api.securitycenter.microsoft.com'

describe('Entra', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
  })
  after(() => world[Symbol.asyncDispose]())

  const asSso = (changes: Record<string, string> = {}) =>
    world.entra({
      grant_type: 'client_credentials',
      client_id: APPS.sso.clientId,
      client_secret: world.env['SSO_CLIENT_SECRET']!,
      scope: `${DEFENDER}/.default`,
      ...changes,
    })
  const keys = () => createRemoteJWKSet(new URL(`https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`))

  it('serves MSAL as it is, in a process that knows only the environment', async () => {
    const script = `
      import { ConfidentialClientApplication } from '@azure/msal-node'
      const { env } = process
      const auth = { clientId: env.SSO_CLIENT_ID, clientSecret: env.SSO_CLIENT_SECRET, authority: 'https://login.microsoftonline.com/' + env.TENANT_ID }
      const app = new ConfidentialClientApplication({ auth })
      const { accessToken } = await app.acquireTokenByClientCredential({ scopes: ['${DEFENDER}/.default'] })
      console.log(accessToken)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: world.env })

    const { payload } = await jwtVerify(stdout.trim(), keys(), { audience: DEFENDER })
    assert.equal(payload.iss, `https://sts.windows.net/${TENANT_ID}/`)
    assert.equal(payload['ver'], '1.0')
    assert.equal(payload['appid'], APPS.sso.clientId)
    assert.deepEqual(payload['roles'], ['Alert.Read.All', 'Machine.Read.All', 'User.Read.All'])
  })

  it('names keys and endpoints that exist in its configuration', async () => {
    const found = await fetch(`https://login.microsoftonline.com/${TENANT_ID}/v2.0/.well-known/openid-configuration`)
    const configuration = await found.json()
    assert.equal(configuration.issuer, `https://login.microsoftonline.com/${TENANT_ID}/v2.0`)
    assert.equal((await fetch(configuration.jwks_uri)).status, 200)
  })

  it('gives the roles that are granted at the time', async () => {
    const before = world.tenant.entra.permissions.application
    await world.control('POST', 'permissions', { application: ['Alert.Read.All'] })

    const { payload } = await jwtVerify((await asSso()).body.access_token, keys())

    await world.control('POST', 'permissions', { application: before })
    assert.deepEqual(payload['roles'], ['Alert.Read.All'])
  })

  it('gives the bot no roles at Defender', async () => {
    const { body } = await asSso({ client_id: APPS.bot.clientId, client_secret: world.env['BOT_SECRET']! })
    const { payload } = await jwtVerify(body.access_token, keys())
    assert.equal(payload['roles'], undefined)
  })

  const refusals: [string, Record<string, string>, number, string, number][] = [
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ["the other app's secret", { client_id: APPS.bot.clientId }, 401, 'invalid_client', 7000215],
    ['an unknown app', { client_id: TENANT_ID }, 400, 'unauthorized_client', 700016],
    ['a scope that is not /.default', { scope: 'Machine.Isolate' }, 400, 'invalid_scope', 1002012],
    ['an unknown resource', { scope: 'https://graph.microsoft.com/.default' }, 400, 'invalid_resource', 500011],
    ['an unknown grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no grant', { grant_type: '' }, 400, 'invalid_request', 900144],
  ]
  for (const [what, changes, status, error, code] of refusals) {
    it(`refuses ${what} with AADSTS${code}`, async () => {
      const answer = await asSso(changes)

      assert.equal(answer.status, status)
      assert.equal(answer.body.error, error)
      assert.deepEqual(answer.body.error_codes, [code])
      assert.match(answer.body.error_description, new RegExp(`^AADSTS${code}: .* Correlation ID: ${answer.body.correlation_id}`))
    })
  }

  it('refuses a secret whose time is over with AADSTS7000222', async () => {
    await world.control('POST', 'registrations/sso', { endedSecrets: ['the-old-one'] })
    assert.deepEqual((await asSso({ client_secret: 'the-old-one' })).body.error_codes, [7000222])
  })

  it('does not know another tenant', async () => {
    const url = 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token'
    const answer = await (await fetch(url, { method: 'POST', body: new URLSearchParams() })).json()
    assert.deepEqual(answer.error_codes, [90002])
  })

  it('takes its own tokens until the tenant says their hour is over', async () => {
    const { body } = await asSso()
    const machines = async () =>
      (
        await fetch('https://api.security.microsoft.com/api/machines', {
          headers: { authorization: `Bearer ${body.access_token}` },
        })
      ).status
    assert.equal(await machines(), 200)

    world.tenant.clock.advance(3_600_000)

    assert.equal(await machines(), 401)
    const fresh = await asSso()
    const again = { headers: { authorization: `Bearer ${fresh.body.access_token}` } }
    assert.equal((await fetch('https://api.security.microsoft.com/api/machines', again)).status, 200)
  })
})
