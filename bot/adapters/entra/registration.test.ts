import assert from 'node:assert/strict'
import type { Credential } from '../../credential.ts'
import { BotError } from '../../domain/error.ts'
import { Secret } from '../../secret.ts'
import { proven } from './registration.ts'

const credentialOf = (value: string): Credential => ({ is: 'secret', secret: new Secret(value) })
const refusal = (number: number) => Object.assign(new Error('words'), { errorCode: 'invalid_client', errorNo: String(number) })

describe('what a registration proves itself for', () => {
  const [first, second] = [credentialOf('first'), credentialOf('second')]
  let current: Credential
  let hasNewer: boolean
  let tried: Credential[]

  const registration = {
    tenantId: 'tenant',
    clientId: 'client',
    credentials: {
      current: () => current,
      async renew() {
        if (hasNewer) current = second
        return hasNewer
      },
    },
  }
  const failingWith = (error: unknown) =>
    proven(registration, async (credential) => {
      tried.push(credential)
      if (credential === first) throw error
      return 'done'
    })

  beforeEach(() => {
    current = first
    hasNewer = true
    tried = []
  })

  for (const number of [7000215, 7000222, 700027]) {
    it(`is done again with a newer credential when Entra says AADSTS${number}`, async () => {
      assert.equal(await failingWith(refusal(number)), 'done')
      assert.deepEqual(tried, [first, second])
    })
  }

  it('fails when there is no newer one', async () => {
    hasNewer = false
    await assert.rejects(failingWith(refusal(7000222)), { code: 'unauthorized', detail: 'AADSTS7000222' })
    assert.deepEqual(tried, [first])
  })

  it('is not done again for any other reason', async () => {
    await assert.rejects(failingWith(refusal(700016)), { code: 'unauthorized' })
    await assert.rejects(failingWith(new BotError('unreachable', 'Entra')), { code: 'unreachable' })
    assert.deepEqual(tried, [first, first])
  })
})
