import assert from 'node:assert/strict'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BotError } from '../../domain/error.ts'
import { exchange, refusal } from './exchange.ts'

describe('exchange', () => {
  let server: Server
  let answer: RequestListener
  let origin: string

  before(async () => {
    server = createServer((req, res) => answer(req, res))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  const send = (deadlineMs = 5000) => exchange(new Request(origin, { method: 'POST', body: '{}' }), deadlineMs)
  const codeOf = async (sent: Promise<unknown>): Promise<string> => {
    const error = await sent.then(
      () => assert.fail('it should have failed'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof BotError, String(error))
    return error.code
  }

  it('reads an answer whole', async () => {
    answer = (_req, res) => res.writeHead(201, { 'x-a': 'b' }).end('{"id":"17"}')
    const { status, headers, body } = await send()
    assert.deepEqual([status, headers.get('x-a'), body], [201, 'b', { id: '17' }])
  })

  it('takes an empty or broken body for no body', async () => {
    for (const text of ['', '<html>', '{"cut']) {
      answer = (_req, res) => res.end(text)
      assert.equal((await send()).body, undefined)
    }
  })

  it('follows no redirect', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = ({ url }, res) => (url === '/' ? res.writeHead(status, { location: '/elsewhere' }).end() : res.end())
      assert.equal((await send()).status, status)
    }
  })

  it('says "unreachable" when nobody listens: surely nothing was done', async () => {
    const nobody = createServer()
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
    const { port } = nobody.address() as AddressInfo
    await new Promise((resolve) => nobody.close(resolve))
    assert.equal(await codeOf(exchange(new Request(`http://127.0.0.1:${port}`), 5000)), 'unreachable')
  })

  it('says "unclear" when the connection is cut after the request', async () => {
    answer = (req) => req.socket.destroy()
    assert.equal(await codeOf(send()), 'unclear')
  })

  it('says "unclear" when the answer breaks off', async () => {
    answer = (req, res) => {
      res.writeHead(200, { 'content-length': '100' }).write('{"id"')
      setImmediate(() => req.socket.destroy())
    }
    assert.equal(await codeOf(send()), 'unclear')
  })

  it('says "unclear" when the deadline passes', async () => {
    answer = () => undefined
    assert.equal(await codeOf(send(50)), 'unclear')
  })

  it('keeps bodies and tokens out of what it says', async () => {
    answer = (req) => req.socket.destroy()
    const request = new Request(`${origin}/path?code=hush`, {
      method: 'POST',
      headers: { authorization: 'Bearer hush' },
      body: 'hush',
    })
    await assert.rejects(exchange(request, 5000), (error: Error) => !error.message.includes('hush'))
  })
})

describe('a refusing answer', () => {
  for (const [status, code] of [
    [302, 'rejected'],
    [400, 'rejected'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [412, 'throttled'],
    [413, 'too-big'],
    [429, 'throttled'],
    [500, 'unclear'],
    [502, 'unclear'],
    [504, 'unclear'],
  ] as const) {
    it(`${status} means ${code}`, () =>
      assert.equal(refusal({ status, headers: new Headers(), body: undefined }, 'x').code, code))
  }

  it('carries the other side’s own code and how long to wait', () => {
    const headers = new Headers({ 'retry-after': '7' })
    const error = refusal({ status: 429, headers, body: { error: { code: 'Throttled', message: 'x' } } }, 'Teams POST')
    assert.deepEqual([error.message, error.detail, error.retryAfterMs], ['Teams POST: 429', 'Throttled', 7000])
  })

  it('makes nothing of a Retry-After or a body that it cannot read', () => {
    for (const body of [null, 'text', { error: null }, { error: { code: 5 } }]) {
      const error = refusal({ status: 429, headers: new Headers({ 'retry-after': 'soon' }), body }, 'x')
      assert.deepEqual([error.detail, error.retryAfterMs], [null, null])
    }
  })
})
