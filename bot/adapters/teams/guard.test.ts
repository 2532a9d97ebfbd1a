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

  for (const [what, authorization] of [
    ['no header', undefined],
    ['another scheme', 'Basic abc'],
    ['no token', 'Bearer '],
    ['something that is no token', 'Bearer abc'],
    ['a token that cannot be decoded', 'Bearer a.b.c'],
    ['a token of Entra', jwt({ iss: 'https://login.microsoftonline.com/tenant-1/v2.0' })],
    ['a token without issuer', jwt({})],
  ] as const) {
    it(`refuses ${what} with 401`, () => assert.equal(guard(authorization, activity, RULES)?.status, 401))
  }

  for (const [what, change] of [
    ['channelId AseChannel, which would loosen the SDK’s own check', { channelId: 'AseChannel' }],
    ['channelId emulator', { channelId: 'emulator' }],
    ['another tenant in the conversation', { conversation: { id: 'a:1', tenantId: 'tenant-2' } }],
    ['another tenant in the channel data', { channelData: { tenant: { id: 'tenant-2' } } }],
    ['no tenant at all', { conversation: { id: 'a:1' }, channelData: {} }],
    ['a serviceUrl of another host', { serviceUrl: 'https://smba.trafficmanager.net.evil.example/' }],
    ['a serviceUrl with our host as its user', { serviceUrl: 'https://smba.trafficmanager.net@evil.example/' }],
    ['a serviceUrl over http', { serviceUrl: 'http://smba.trafficmanager.net/emea/' }],
    ['a serviceUrl on another port', { serviceUrl: 'https://smba.trafficmanager.net:8443/emea/' }],
    ['a serviceUrl that is none', { serviceUrl: 'smba.trafficmanager.net' }],
  ] as const) {
    it(`refuses ${what} with 403`, () => assert.equal(guard(token, { ...activity, ...change }, RULES)?.status, 403))
  }

  for (const [what, body] of [
    ['nothing', undefined],
    ['a text', 'hello'],
    ['a list', [activity]],
    ['an activity without sender', { ...activity, from: undefined }],
    ['an activity without conversation', { ...activity, conversation: undefined }],
    ['an activity without serviceUrl, which the SDK would not check', { ...activity, serviceUrl: undefined }],
  ] as const) {
    it(`refuses ${what} with 400`, () => assert.equal(guard(token, body, RULES)?.status, 400))
  }
})
