import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import parameters from 'botframework-connector/lib/auth/tokenValidationParameters.js'
import { createReceiver } from './receive.ts'

const ISSUER = 'https://api.botframework.com'
const TENANT = '0a0a0a0a-0000-4000-8000-000000000001'
const activity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:a' },
  recipient: { id: '28:b' },
  conversation: { id: 'a:1', tenantId: TENANT },
}
const notReached = async () => assert.fail('a stranger came in')
const unsigned = (claims: object): string =>
  `Bearer ${[{ alg: 'RS256', kid: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`

describe('The way in from Teams', () => {
  it('keeps nothing of what strangers write into tokens, however many they send', async () => {
    const receive = createReceiver(
      { clientId: 'bot', tenantId: TENANT, channelService: '' },
      { tenantId: TENANT, serviceHosts: ['smba.trafficmanager.net'], issuer: ISSUER },
      { inbound: notReached, click: notReached, newId: randomUUID },
      { turnedAway: () => undefined, signInTold: notReached, turnFailed: notReached },
    )
    const { issuer: kept } = parameters.ToBotFromBotOrEmulatorTokenValidationParameters
    assert.ok(kept)
    const before = kept.length

    const replies = await Promise.all(
      Array.from({ length: 50 }, () => receive(unsigned({ iss: ISSUER, tid: randomUUID() }), activity)),
    )

    assert.equal(kept.length, before)
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([401]))
  })
})
