import assert from 'node:assert/strict'
import { failureBody, invokeBody } from './invoke-reply.ts'

const newId = () => 'the id'
const signIn = { is: 'sign-in', text: 'Sign in', url: 'https://soc.example/auth/start?flow=x', sso: false } as const

/** Teams: Universal Action model; the names that its service takes, where the documents differ. */
describe('the answer to a press', () => {
  it('is a card', () => {
    const card = { type: 'AdaptiveCard', version: '1.5', body: [] }
    assert.deepEqual(invokeBody({ is: 'card', card }, newId), {
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: card,
    })
  })

  it('is words', () => {
    assert.deepEqual(invokeBody({ is: 'words', text: 'Nothing was done.' }, newId), {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Nothing was done.',
    })
  })

  it('is never empty: Teams would press again by itself', () => {
    assert.throws(() => invokeBody({ is: 'words', text: '' }, newId), /presses again/)
  })

  it('is one button to sign in, and no single sign-on where there is none', () => {
    assert.deepEqual(invokeBody(signIn, newId), {
      statusCode: 401,
      type: 'application/vnd.microsoft.activity.loginRequest',
      value: {
        text: 'Sign in',
        connectionName: 'pocketsoc',
        buttons: [{ type: 'signin', title: 'Sign in', text: 'Sign in', value: signIn.url }],
      },
    })
  })

  it('asks for a token of single sign-on where there is one, by an id of its own', () => {
    const { value, ...rest } = invokeBody({ ...signIn, sso: true }, newId) as { value: object }
    const without = invokeBody(signIn, newId) as { value: object }
    assert.deepEqual(rest, { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest' })
    assert.deepEqual(value, { ...without.value, tokenExchangeResource: { id: 'the id' } })
  })

  it('is that the code was wrong, with no value at all', () => {
    assert.deepEqual(invokeBody({ is: 'wrong-code' }, newId), {
      statusCode: 401,
      type: 'application/vnd.microsoft.error.invalidAuthCode',
    })
  })

  it('is that the token did not do', () => {
    assert.deepEqual(invokeBody({ is: 'sso-failed' }, newId), {
      statusCode: 412,
      type: 'application/vnd.microsoft.error.preconditionFailed',
      value: { code: '412', message: 'The token could not be used' },
    })
  })

  it('is that we failed, with where to look it up', () => {
    const { value, ...rest } = failureBody('8f3a') as { value: { code: string; message: string } }
    assert.deepEqual(rest, { statusCode: 500, type: 'application/vnd.microsoft.error' })
    assert.equal(value.code, 'InternalError')
    assert.match(value.message, /Reference 8f3a$/)
  })
})
