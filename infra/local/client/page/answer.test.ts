import assert from 'node:assert/strict'
import { readAnswer } from './answer.ts'

const answer = (body: unknown, status = 200) => readAnswer({ status, headers: {}, body })
const failed = { kind: 'failed', text: 'Unable to reach app. Please try again.' }
const login = (...buttons: unknown[]) =>
  answer({
    statusCode: 401,
    type: 'application/vnd.microsoft.activity.loginRequest',
    value: { text: 'Sign in to isolate', connectionName: 'soc', buttons },
  })
const button = { type: 'signin', title: 'Sign in', value: 'https://soc.example/auth/start?flow=1' }

describe('reading a bot’s answer as Teams does', () => {
  it('takes a card and a message', () => {
    const card = { type: 'AdaptiveCard' }
    assert.deepEqual(answer({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card }), {
      kind: 'card',
      card,
    })
    const message = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Asked.' }
    assert.deepEqual(answer(message), { kind: 'said', text: 'Asked.' })
  })

  it('takes a login request with one sign-in button that leads to a page of the web', () => {
    assert.deepEqual(login(button), { kind: 'sign-in', text: 'Sign in to isolate', title: 'Sign in', url: button.value })
    assert.deepEqual(login(), failed)
    assert.deepEqual(login(button, button), failed)
    assert.deepEqual(login({ ...button, type: 'openUrl' }), failed)
    assert.deepEqual(login({ ...button, value: 'javascript:alert(1)' }), failed)
  })

  it('takes everything else for an app that cannot be reached', () => {
    const message = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Asked.' }
    for (const body of [
      null,
      '',
      'text',
      {},
      { ...message, value: '' },
      { ...message, statusCode: 403 },
      { ...message, type: 'x' },
    ]) {
      assert.deepEqual(answer(body), failed)
    }
    assert.deepEqual(answer(message, 501), failed)
    assert.deepEqual(answer({ statusCode: 200, type: 'application/vnd.microsoft.adaptive.card', value: {} }), failed)
  })
})
