import assert from 'node:assert/strict'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { APPS, personalChat, TENANT_ID } from '../world.ts'

const METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration'

describe('Bot Framework', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
  })
  after(() => world[Symbol.asyncDispose]())

  const keySet = async () => {
    const { jwks_uri, issuer } = await (await fetch(METADATA)).json()
    return { keys: createRemoteJWKSet(new URL(jwks_uri)), issuer, uri: jwks_uri }
  }
  const verify = async (token: string) => {
    const { keys, issuer } = await keySet()
    return (await jwtVerify(token, keys, { issuer, audience: APPS.bot.clientId, algorithms: ['RS256'] })).payload
  }

  it('signs what Teams sends with a key that the key set endorses for Teams', async () => {
    await world.tenant.teams.say('lead', personalChat('lead'), 'hello')
    const { token, activity } = world.heard.at(-1)!

    const claims = await verify(token)
    const shown = await (await fetch((await keySet()).uri)).json()

    assert.equal(claims['serviceurl'], `https://smba.trafficmanager.net/emea/${TENANT_ID}/`)
    assert.equal(claims['serviceurl'], activity['serviceUrl'])
    assert.equal(claims.exp! - claims.nbf!, 3_600)
    const key = shown.keys.find(({ kid }: { kid: string }) => kid === decodeProtectedHeader(token).kid)
    assert.deepEqual(key.endorsements, ['msteams'])
  })

  const bends = [
    { aud: APPS.sso.clientId },
    { iss: 'https://sts.windows.net/' },
    { expired: true },
    { notYetValid: true },
    { alg: 'none' },
    { alg: 'HS256' },
    { otherKey: true },
    { by: 'entra' },
  ]
  for (const bend of bends) {
    it(`bends a token as told, so that it no longer holds: ${JSON.stringify(bend)}`, async () => {
      const sent = await world.control('POST', 'activity', { activity: { type: 'message', text: 'strange' }, token: bend })

      assert.equal(sent.body.status, 202)
      assert.equal(world.heard.at(-1)!.activity['text'], 'strange')
      await assert.rejects(verify(world.heard.at(-1)!.token))
    })
  }

  it('sends no token at all when told so', async () => {
    await world.control('POST', 'activity', { activity: { type: 'message' }, token: null })
    assert.equal(world.heard.at(-1)!.token, '')
  })

  it('sends a good token beside a strange activity unless told otherwise', async () => {
    await world.control('POST', 'activity', { activity: { type: 'event', channelId: 'AseChannel' } })
    assert.ok(await verify(world.heard.at(-1)!.token))
  })
})
