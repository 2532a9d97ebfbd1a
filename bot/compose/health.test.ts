import assert from 'node:assert/strict'
import { insidersBy } from '../adapters/http/insider.ts'
import { Secret } from '../secret.ts'
import type { Health } from './health.ts'
import { healthPage } from './health.ts'

const whole = {
  status: 'degraded',
  mode: 'delegated',
  instance: 'ab12',
  outbox: { dead: 3 },
  stoppedSince: null,
} as unknown as Health
const asked = async (token: Secret | null, isHere: boolean, authorization?: string) => {
  const { status, body } = await healthPage(async () => whole, insidersBy(token))({ isHere, authorization })
  assert.equal(status, 200)
  return body
}

describe('GET /healthz', () => {
  const few = { status: 'degraded', mode: 'delegated', instance: 'ab12' }

  it('tells a stranger that the service lives, how it acts, and no more', async () => {
    assert.deepEqual(await asked(null, false), few)
    assert.deepEqual(await asked(null, false, 'Bearer guessed'), few)
  })

  it('tells the whole on this machine, where no token is set', async () => assert.equal(await asked(null, true), whole))

  it('tells the whole to whoever brings the token, where one is set', async () => {
    assert.equal(await asked(new Secret('t0ken'), false, 'Bearer t0ken'), whole)
    assert.deepEqual(await asked(new Secret('t0ken'), true, 'Bearer t0ke'), few)
  })
})
