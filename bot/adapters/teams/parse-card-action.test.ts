import assert from 'node:assert/strict'
import { parseCardAction } from './parse-card-action.ts'

const CHANNEL = '19:high@thread.tacv2'
const data = { caseId: '0'.repeat(24), nonce: 3 }
const value = { action: { type: 'Action.Execute', id: null, title: 'Isolate', verb: 'isolate', data }, trigger: 'manual' }
const press = {
  type: 'invoke',
  name: 'adaptiveCard/action',
  id: 'f:1',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001/',
  from: { id: '29:robin', name: 'Robin', aadObjectId: 'oid-of-robin' },
  recipient: { id: '28:bot' },
  conversation: { id: `${CHANNEL};messageid=1700000000000`, conversationType: 'channel', tenantId: 'tenant' },
  channelData: { tenant: { id: 'tenant' }, team: { id: '19:team' }, channel: { id: CHANNEL } },
  replyToId: '1700000000000',
  value,
}
const withValue = (more: object) => parseCardAction({ ...press, value: { ...value, ...more } })
const withAction = (more: object) => withValue({ action: { ...value.action, ...more } })

describe('a press of a card’s button', () => {
  it('tells who pressed what, and where', () => {
    assert.deepEqual(parseCardAction(press), {
      person: { id: 'oid-of-robin', name: 'Robin' },
      conversationId: CHANNEL,
      kind: 'channel',
      verb: 'isolate',
      data,
      automatic: false,
      signInCode: null,
      ssoToken: null,
    })
  })

  it('brings the code of the sign-in page, or a token of single sign-on', () => {
    assert.equal(withValue({ state: 'code' })?.signInCode, 'code')
    assert.equal(withValue({ authentication: { id: '1', connectionName: 'pocketsoc', token: 'a.b.c' } })?.ssoToken, 'a.b.c')
  })

  for (const [what, answer, automatic] of [
    ['a person', withValue({ trigger: 'manual' }), false],
    ['a person, when nothing says otherwise', withValue({ trigger: undefined }), false],
    ['the client', withValue({ trigger: 'automatic' }), true],
    ['the client, as some write it into the data', withAction({ data: { ...data, trigger: 'automatic' } }), true],
    ['the client, as others write it into the data', withAction({ data: { ...data, isRefresh: true } }), true],
    [
      'a person, where the data have another trigger',
      withAction({ data: { ...data, trigger: 'manual', isRefresh: false } }),
      false,
    ],
  ] as const) {
    it(`was made by ${what}`, () => assert.equal(answer?.automatic, automatic))
  }

  for (const [what, more] of [
    ['nulls', { trigger: null, state: null, authentication: null }],
    ['empty texts', { trigger: '', state: '', authentication: { token: '' } }],
    ['other things than texts', { trigger: 1, state: {}, authentication: 'token' }],
    ['a code and a token longer than any of ours', { state: 'x'.repeat(513), authentication: { token: 'x'.repeat(16_385) } }],
  ] as const) {
    it(`is read without code and token where a client sends ${what}`, () => {
      const click = withValue(more)
      assert.deepEqual([click?.automatic, click?.signInCode, click?.ssoToken], [false, null, null])
    })
  }

  it('may be of somebody without a name', () => {
    for (const name of [undefined, null, '', 7])
      assert.equal(parseCardAction({ ...press, from: { ...press.from, name } })?.person.name, 'Somebody')
  })

  it('carries its data unread, whatever they are', () => {
    for (const odd of [null, 'text', [1], { caseId: { $ne: 1 } }]) assert.deepEqual(withAction({ data: odd })?.data, odd)
  })

  for (const [what, activity] of [
    ['is nobody’s', { ...press, from: { id: '29:robin', name: 'Robin' } }],
    ['is of nobody in the directory', { ...press, from: { ...press.from, aadObjectId: '' } }],
    ['has no place', { ...press, conversation: undefined }],
    ['has no tenant', { ...press, conversation: { id: CHANNEL }, channelData: {} }],
    ['has no value', { ...press, value: undefined }],
    ['has no verb', { ...press, value: { action: { ...value.action, verb: undefined } } }],
    ['has an empty verb', { ...press, value: { action: { ...value.action, verb: '' } } }],
    ['has a verb longer than any of ours', { ...press, value: { action: { ...value.action, verb: 'x'.repeat(65) } } }],
    ['is not there', null],
    ['is a text', 'isolate'],
  ] as const) {
    it(`is none when it ${what}`, () => assert.equal(parseCardAction(activity), null))
  }
})
