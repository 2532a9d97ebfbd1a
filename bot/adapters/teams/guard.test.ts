import assert from 'node:assert/strict'
import { guard } from './guard.ts'

const RULES = { tenantId: 'tenant-1', serviceHosts: ['smba.trafficmanager.net'], issuer: 'https://api.botframework.com' }
const jwt = (claims: object, header: object = { alg: 'RS256' }): string =>
  `Bearer ${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`
const token = jwt({ iss: 'https://api.botframework.com' })
const activity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/tenant-1/',
  from: { id: '29:a' },
  recipient: { id: '28:b' },
  conversation: { id: 'a:1', tenantId: 'tenant-1' },
  channelData: { tenant: { id: 'tenant-1' } },
}

describe('the guard before the SDK', () => {
  it('lets an activity of our tenant’s Teams through', () => assert.equal(guard(token, activity, RULES), null))

  it('lets a token that names our tenant through', () => {
    assert.equal(guard(jwt({ iss: 'https://api.botframework.com', tid: 'tenant-1' }), activity, RULES), null)
  })

  const refused = (status: number, why: string) => ({ status, why })

  for (const [what, authorization, why] of [
    ['no header', undefined, 'no bearer token'],
    ['another scheme', 'Basic abc', 'no bearer token'],
    ['no token', 'Bearer ', 'no bearer token'],
    ['something that is no token', 'Bearer abc', 'no bearer token'],
    ['a token that cannot be decoded', 'Bearer a.b.c', 'token of another issuer'],
    ['a token of Entra', jwt({ iss: 'https://login.microsoftonline.com/tenant-1/v2.0' }), 'token of another issuer'],
    ['a token without issuer', jwt({}), 'token of another issuer'],
    [
      'a token that names another tenant, which the SDK would keep',
      jwt({ iss: 'https://api.botframework.com', tid: 'tenant-2' }),
      'token of another tenant',
    ],
    ['a token with a tenant that is none', jwt({ iss: 'https://api.botframework.com', tid: [1] }), 'token of another tenant'],
  ] as const) {
    it(`refuses ${what} with 401`, () => assert.deepEqual(guard(authorization, activity, RULES), refused(401, why)))
  }

  for (const [what, change, why] of [
    ['channelId AseChannel, which would loosen the SDK’s own check', { channelId: 'AseChannel' }, 'channel is not msteams'],
    ['channelId emulator', { channelId: 'emulator' }, 'channel is not msteams'],
    ['another tenant in the conversation', { conversation: { id: 'a:1', tenantId: 'tenant-2' } }, 'another tenant'],
    ['another tenant in the channel data', { channelData: { tenant: { id: 'tenant-2' } } }, 'another tenant'],
    ['no tenant at all', { conversation: { id: 'a:1' }, channelData: {} }, 'no tenant'],
  ] as const) {
    it(`refuses ${what} with 403`, () => assert.deepEqual(guard(token, { ...activity, ...change }, RULES), refused(403, why)))
  }

  for (const [what, serviceUrl] of [
    ['of another host', 'https://smba.trafficmanager.net.evil.example/'],
    ['with our host as its user', 'https://smba.trafficmanager.net@evil.example/'],
    ['with a user before our host', 'https://evil@smba.trafficmanager.net/emea/'],
    ['with a password before our host', 'https://:evil@smba.trafficmanager.net/emea/'],
    ['over http', 'http://smba.trafficmanager.net/emea/'],
    ['on another port', 'https://smba.trafficmanager.net:8443/emea/'],
    ['that is none', 'smba.trafficmanager.net'],
  ] as const) {
    it(`refuses a serviceUrl ${what} with 403`, () =>
      assert.deepEqual(guard(token, { ...activity, serviceUrl }, RULES), refused(403, 'serviceUrl is not of Teams')))
  }

  for (const [what, body] of [
    ['nothing', undefined],
    ['a text', 'hello'],
    ['a list', [activity]],
    ['an activity without type', { ...activity, type: undefined }],
    ['an activity without sender', { ...activity, from: undefined }],
    ['an activity without conversation', { ...activity, conversation: undefined }],
    ['an activity without serviceUrl, which the SDK would not check', { ...activity, serviceUrl: undefined }],
  ] as const) {
    it(`refuses ${what} with 400`, () => assert.deepEqual(guard(token, body, RULES), refused(400, 'not an activity')))
  }
})
