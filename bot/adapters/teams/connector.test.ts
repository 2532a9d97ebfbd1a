import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BotError } from '../../domain/error.ts'
import type { ConversationId } from '../../domain/ids.ts'
import { createConnector } from './connector.ts'

describe('the members of a channel', () => {
  let server: Server
  let asked: URL[]
  let answer: (url: URL) => { readonly status?: number; readonly headers?: Record<string, string>; readonly body: object }

  beforeEach(async () => {
    asked = []
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      asked.push(url)
      const { status = 200, headers, body } = answer(url)
      response.writeHead(status, headers).end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const members = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/emea`
    const connector = createConnector({ get: async () => 'token', forget: () => undefined })
    return connector.members(url, '19:high@thread.tacv2' as ConversationId, AbortSignal.timeout(5000))
  }
  const person = (n: number, over: object = {}) => ({ id: `29:${n}`, aadObjectId: `oid-${n}`, name: `Person ${n}`, ...over })

  it('are read page after page, those alone of whom Teams tells the Entra id', async () => {
    const pages: Record<string, object> = {
      '': {
        members: [person(1, { tenantId: 't', userRole: 'user' }), person(2, { aadObjectId: null })],
        continuationToken: 'a&b',
      },
      'a&b': { members: [person(3, { userRole: 'guest' })], continuationToken: 'c' },
      c: { members: [person(4)], continuationToken: '' },
    }
    answer = ({ searchParams }) => ({ body: pages[searchParams.get('continuationToken') ?? ''] ?? {} })
    assert.deepEqual(await members(), [
      { id: 'oid-1', name: 'Person 1', tenantId: 't', role: 'user' },
      { id: 'oid-3', name: 'Person 3', tenantId: null, role: 'guest' },
      { id: 'oid-4', name: 'Person 4', tenantId: null, role: null },
    ])
    assert.deepEqual(
      asked.map(({ pathname, searchParams }) => [pathname, searchParams.get('pageSize')]),
      Array(3).fill(['/emea/v3/conversations/19%3Ahigh%40thread.tacv2/pagedmembers', '500']),
    )
  })

  it('are not asked for again by itself when Teams wants fewer requests', async () => {
    answer = () => ({ status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'Throttled' } } })
    await assert.rejects(
      members(),
      (error) => error instanceof BotError && error.code === 'throttled' && error.retryAfterMs === 7000,
    )
    assert.equal(asked.length, 1)
  })

  it('are not told when the list has another shape, or no end', async () => {
    const unclear = (error: unknown) => error instanceof BotError && error.code === 'unclear'
    answer = () => ({ body: { people: [] } })
    await assert.rejects(members(), unclear)
    asked = []
    answer = () => ({ body: { members: [], continuationToken: 'again' } })
    await assert.rejects(members(), unclear)
    assert.equal(asked.length, 50)
  })
})
