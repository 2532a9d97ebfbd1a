import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BotError } from '../../domain/error.ts'
import { entraError } from './entra-error.ts'
import { networkClient } from './network.ts'

describe('the way to Entra', () => {
  const server = createServer((request, reply) => {
    const [, status = '200', type = 'json'] = (request.url ?? '').split('/')
    reply.writeHead(Number(status), { location: '/200/json', ...(status === '429' && { 'retry-after': '7' }) })
    reply.end(type === 'json' ? JSON.stringify({ error: 'told' }) : '<html>')
  })
  let origin: string

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => void server.close())

  const post = (path: string) => networkClient().sendPostRequestAsync(`${origin}/${path}`, { body: 'a=b' })
  const failure = (sent: Promise<unknown>): Promise<BotError> => sent.then(() => assert.fail('it should have failed'), entraError)

  for (const status of [200, 400, 401]) {
    it(`gives MSAL an answer ${status} to read`, async () => {
      const { status: answered, body } = await post(`${status}/json`)
      assert.deepEqual([answered, body], [status, { error: 'told' }])
    })
  }

  it('follows no redirect', async () => assert.equal((await post('302/json')).status, 302))

  for (const [path, code, retryAfterMs] of [
    ['429/json', 'throttled', 7000],
    ['500/json', 'unclear', null],
    ['502/html', 'unclear', null],
  ] as const) {
    it(`fails with ${code} at ${path}`, async () => {
      const error = await failure(post(path))
      assert.deepEqual([error.code, error.retryAfterMs], [code, retryAfterMs])
    })
  }

  it('fails with unreachable when nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve))
    const error = await failure(networkClient().sendGetRequestAsync(`${origin}/200/json`))
    assert.equal(error.code, 'unreachable')
  })
})
