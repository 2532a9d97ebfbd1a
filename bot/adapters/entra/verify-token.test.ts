import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CryptoKey, JSONWebKeySet, JWTPayload } from 'jose'
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { BotError } from '../../domain/error.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { VerifyRules, VerifyToken } from './verify-token.ts'
import { createTokenVerifier } from './verify-token.ts'

const TENANT = '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001'
const CLIENT = '55055055-2222-4222-8222-550550550002'
const ROBIN = '0a1b2c3d-0000-4000-8000-000000000001' as PersonId
const NOW_S = 1_800_000_000
const good: JWTPayload = {
  iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  aud: CLIENT,
  ver: '2.0',
  tid: TENANT,
  oid: ROBIN,
  scp: 'access_as_user',
  azp: '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
  name: 'Robin',
  roles: ['Responder'],
  nbf: NOW_S - 60,
  iat: NOW_S - 60,
  exp: NOW_S + 3600,
}

describe('a person’s token', () => {
  let key: CryptoKey
  let strangersKey: CryptoKey
  let verify: VerifyToken
  let jwks: JSONWebKeySet

  before(async () => {
    const pair = await generateKeyPair('RS256', { extractable: true })
    key = pair.privateKey
    strangersKey = (await generateKeyPair('RS256')).privateKey
    const inUse = async (publicKey: CryptoKey, kid: string) => ({ ...(await exportJWK(publicKey)), kid, use: 'sig' })
    const next = await generateKeyPair('RS256')
    jwks = { keys: [await inUse(pair.publicKey, 'k1'), await inUse(next.publicKey, 'k3')] }
    const rules = { tenantId: TENANT, clientId: CLIENT, authority: 'https://login.microsoftonline.com' }
    verify = createTokenVerifier(rules, () => NOW_S * 1000, createLocalJWKSet(jwks))
  })

  const signed = (claims: JWTPayload, by = key, kid = 'k1') =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(by)
  const clauseOf = async (token: string, expected: PersonId | null = ROBIN): Promise<string | null> => {
    const error = await verify(token, expected).then(
      () => assert.fail('it should have been refused'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof BotError, String(error))
    assert.equal(error.code, 'token-refused')
    for (const part of token.split('.').filter((one) => one.length > 8)) assert.ok(!error.message.includes(part))
    return error.detail
  }

  it('tells who it speaks for', async () => {
    const { id, name, roles } = await verify(await signed(good), ROBIN)
    assert.deepEqual([id, name, roles], [ROBIN, 'Robin', ['Responder']])
  })

  for (const azp of ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346', CLIENT]) {
    it(`may come by the client ${azp}`, async () => assert.equal((await verify(await signed({ ...good, azp }), null)).id, ROBIN))
  }

  for (const [what, change, clause] of [
    ['another issuer', { iss: `https://sts.windows.net/${TENANT}/` }, 'iss'],
    ['the issuer of another cloud', { iss: `https://login.microsoftonline.us/${TENANT}/v2.0` }, 'iss'],
    ['another tenant’s issuer', { iss: 'https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0' }, 'iss'],
    ['another audience', { aud: 'https://graph.microsoft.com' }, 'aud'],
    ['version 1.0', { ver: '1.0' }, 'ver'],
    ['another tenant', { tid: '11111111-1111-4111-8111-111111111111' }, 'tid'],
    ['another person', { oid: '0a1b2c3d-0000-4000-8000-000000000002' }, 'oid'],
    ['no scope', { scp: undefined }, 'scp'],
    ['another scope', { scp: 'User.Read access_as_userx' }, 'scp'],
    ['an app’s own token', { idtyp: 'app' }, 'idtyp'],
    ['another client', { azp: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }, 'azp'],
    ['an end that is past', { exp: NOW_S - 301 }, 'exp'],
    ['an end in less than a minute', { exp: NOW_S + 59 }, 'exp'],
    ['no end', { exp: undefined }, 'exp'],
    ['a beginning that is to come', { nbf: NOW_S + 301 }, 'nbf'],
    ['no beginning', { nbf: undefined }, 'nbf'],
  ] as const) {
    it(`is refused with ${what}`, async () =>
      assert.equal(await clauseOf(await signed({ ...good, ...change } as JWTPayload)), clause))
  }

  it('may begin a little later than now: clocks differ', async () =>
    assert.equal((await verify(await signed({ ...good, nbf: NOW_S + 299 }), ROBIN)).id, ROBIN))

  it('is refused with nobody, whoever is expected', async () =>
    assert.equal(await clauseOf(await signed({ ...good, oid: '' }), null), 'oid'))

  it('is refused when another key signed it', async () =>
    assert.equal(await clauseOf(await signed(good, strangersKey)), 'signature'))
  it('is refused when nobody knows its key', async () => assert.equal(await clauseOf(await signed(good, key, 'k2')), 'signature'))

  it('is refused when its key signed it in another way than Entra does', async () => {
    const other = await importJWK({ ...(await exportJWK(key)), alg: 'PS256' })
    const token = await new SignJWT(good).setProtectedHeader({ alg: 'PS256', kid: 'k1' }).sign(other)
    assert.equal(await clauseOf(token), 'form')
  })

  it('is refused without signature, and with one made from what is public', async () => {
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    assert.equal(await clauseOf(`${encoded({ alg: 'none' })}.${encoded(good)}.`), 'form')
    const hmac = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode('x'.repeat(32)))
    assert.equal(await clauseOf(hmac), 'form')
  })

  it('is refused when it is no token', async () => {
    for (const text of ['', 'abc', 'a.b.c', 'é.é.é', `${'a'.repeat(50_000)}.b.c`]) assert.equal(await clauseOf(text), 'form')
  })

  it('is refused when it wants to be read in a way that we do not know, or does not say which key signed it', async () => {
    const odd = (header: object) =>
      new SignJWT(good).setProtectedHeader({ alg: 'RS256', ...header }).sign(key, { crit: { x: true } })
    assert.equal(await clauseOf(await odd({ kid: 'k1', crit: ['x'], x: 1 })), 'form')
    assert.equal(await clauseOf(await odd({})), 'signature')
  })

  describe('with the keys that Entra shows', () => {
    let shows: { status: number; body: object; location?: string }
    let asked: string[]
    const server = createServer((request, reply) => {
      asked.push(request.url ?? '')
      const { status, body, location } = request.url === '/elsewhere' ? { status: 200, body: jwks } : shows
      reply.writeHead(status, location ? { location } : {})
      reply.end(JSON.stringify(body))
    })
    let rules: VerifyRules

    beforeEach(async () => {
      asked = []
      shows = { status: 200, body: jwks }
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      rules = { tenantId: TENANT, clientId: CLIENT, authority }
    })
    afterEach(() => server.close())

    const token = () => signed({ ...good, iss: `${rules.authority}/${TENANT}/v2.0` })
    const verifier = () => createTokenVerifier(rules, () => NOW_S * 1000)

    it('is verified by them, read once for all', async () => {
      const check = verifier()
      for (let time = 0; time < 3; time += 1) assert.equal((await check(await token(), ROBIN)).id, ROBIN)
      assert.deepEqual(asked, [`/${TENANT}/discovery/v2.0/keys`])
    })

    for (const [what, answer] of [
      ['are out of reach', { status: 503, body: {} }],
      ['are no keys', { status: 200, body: { none: true } }],
      ['are said to be elsewhere', { status: 302, body: {}, location: '/elsewhere' }],
    ] as const) {
      it(`is neither refused nor believed when they ${what}`, async () => {
        shows = answer
        await assert.rejects(verifier()(await token(), ROBIN), { code: 'unreachable' })
      })
    }
  })
})
