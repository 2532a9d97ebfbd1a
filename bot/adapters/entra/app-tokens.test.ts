import assert from 'node:assert/strict'
import type { INetworkModule } from '@azure/msal-node'
import { BotError } from '../../domain/error.ts'
import { fixedSecret } from '../../test/fixed-secret.ts'
import { createAppTokens } from './app-tokens.ts'

const SCOPE = 'https://api.botframework.com/.default'
const registration = {
  tenantId: '6f1d7a52-3c0e-4b43-9a55-0d3a1c9be001',
  clientId: '55055055-1111-4111-8111-550550550001',
  credentials: fixedSecret('bot-secret'),
}

describe('the app’s own tokens', () => {
  let answers: (() => { status: number; body: object })[]
  let asked: number

  /** Entra's token endpoint behind MSAL's seam: gives the answers in turn, then good tokens. */
  const network = (): INetworkModule => ({
    sendGetRequestAsync: () => Promise.reject(new Error('MSAL asked for more than a token')),
    async sendPostRequestAsync<T>() {
      asked += 1
      const good = { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: `token-${asked}` } }
      const { status, body } = answers.shift()?.() ?? good
      return { status, headers: {}, body: body as T }
    },
  })
  const tokens = () => createAppTokens('https://login.microsoftonline.com', registration, network())

  beforeEach(() => {
    answers = []
    asked = 0
  })

  it('are kept, and asked for once by many at once', async () => {
    const { for: get } = tokens()
    assert.deepEqual(await Promise.all([get(SCOPE), get(SCOPE)]), ['token-1', 'token-1'])
    assert.equal(await get(SCOPE), 'token-1')
  })

  it('are new when they must tell what is granted now, and kept from then on', async () => {
    const app = tokens()
    await app.for(SCOPE)
    assert.equal(await app.fresh(SCOPE), 'token-2')
    assert.equal(await app.for(SCOPE), 'token-2')
  })

  it('are new after one was refused', async () => {
    const app = tokens()
    await app.for(SCOPE)
    app.forget()
    assert.equal(await app.for(SCOPE), 'token-2')
  })

  for (const [what, status, error, number, code] of [
    ['refuses the secret', 401, 'invalid_client', 7000215, 'unauthorized'],
    ['wants conditional access of us', 400, 'invalid_grant', 53003, 'unauthorized'],
    ['does not let us in', 400, 'invalid_grant', 50105, 'unauthorized'],
    ['says something new', 503, 'strange', 1, 'unreachable'],
  ] as const) {
    it(`fail with ${code} when Entra ${what}, and are asked for anew`, async () => {
      const app = tokens()
      answers = [() => ({ status, body: { error, error_codes: [number] } })]
      await assert.rejects(app.for(SCOPE), { code })
      assert.equal(await app.for(SCOPE), 'token-2')
    })
  }

  for (const [what, code, retryAfterMs] of [
    ['throttled', 'throttled', 7000],
    ['unclear', 'unreachable', null],
    ['unreachable', 'unreachable', null],
  ] as const) {
    it(`fail with ${code} when the way to Entra is ${what}: what they were for has not begun`, async () => {
      const app = createAppTokens('https://login.microsoftonline.com', registration, {
        ...network(),
        sendPostRequestAsync: async () => {
          const { AuthError } = await import('@azure/msal-node')
          throw Object.assign(new AuthError('network_error', ''), { cause: new BotError(what, 'Entra', { retryAfterMs }) })
        },
      })
      await assert.rejects(app.for(SCOPE), { code, retryAfterMs })
    })
  }
})
