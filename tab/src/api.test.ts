import assert from 'node:assert/strict'
import { createApi } from './api.ts'
import { createSource } from './source.ts'

type Sent = { readonly path: string; readonly headers: Headers; readonly method: string }

/** An API over a network that gives these answers, one after another. */
function over(answers: readonly (Response | Error)[], token: (claims: string | null) => Promise<string> = async () => 't') {
  const sent: Sent[] = []
  const left = [...answers]
  const network = async (path: string | URL | Request, init?: RequestInit) => {
    sent.push({ path: String(path), headers: new Headers(init?.headers), method: init?.method ?? 'GET' })
    const answer = left.shift()
    if (answer instanceof Response) return answer
    throw answer ?? new Error('Nothing was expected')
  }
  return { api: createApi(token, network), sent }
}

const json = (body: unknown, etag = '"1"') => Response.json(body, { headers: { etag } })
const problem = (status: number, more: object) =>
  new Response(JSON.stringify({ title: 'No', detail: 'Because.', ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

describe('the API as the tab asks it', () => {
  it('meets one refusal that wants another token, with its claims, and no second one', async () => {
    const asked: (string | null)[] = []
    const token = async (claims: string | null) => {
      asked.push(claims)
      return 't'
    }
    const wants = () => problem(401, { need: 'token', claims: 'c' })

    const once = over([wants(), json({ a: 1 })], token)
    assert.deepEqual(await once.api.read('/x', null), { is: 'new', value: { a: 1 }, etag: '"1"' })
    assert.deepEqual(asked, [null, 'c'])

    const twice = over([wants(), wants()], token)
    assert.equal((await twice.api.read('/x', null)).is, 'failed')
    assert.equal(twice.sent.length, 2)
  })

  it('goes without a token when Teams gives none, and asks no second time by itself', async () => {
    const { api, sent } = over([problem(401, { need: 'token' })], () => Promise.reject(new Error('resourceRequiresConsent')))
    const answer = await api.read('/x', null)
    assert.deepEqual(
      sent.map(({ headers }) => headers.has('authorization')),
      [false],
    )
    assert.ok(answer.is === 'failed' && answer.failure.need === 'token')
  })

  it('never sends twice what may have arrived', async () => {
    const { api, sent } = over([new Error('reset')])
    const answer = await api.send('/act', { generation: 1 })
    assert.ok(answer.is === 'failed' && answer.failure.status === 0)
    assert.equal(sent.length, 1)
  })

  it('tells an answer that is no problem of ours by its status alone', async () => {
    const { api } = over([new Response('<html>secret</html>', { status: 502 })])
    const answer = await api.read('/x', null)
    assert.ok(answer.is === 'failed' && /HTTP 502/.test(answer.failure.detail) && !/secret/.test(answer.failure.detail))
  })
})

describe('a source', () => {
  it('keeps what it has when nothing newer comes, and says why', async () => {
    const { api, sent } = over([json({ a: 1 }), new Response(null, { status: 304 }), new Error('gone')])
    const source = createSource<{ a: number }>(api, '/x')
    await source.read()
    await source.read()
    assert.equal(sent[1]?.headers.get('if-none-match'), '"1"')
    assert.deepEqual([source.held.value, source.held.failure], [{ a: 1 }, null])

    await source.read()
    assert.deepEqual([source.held.value, source.held.failure?.status], [{ a: 1 }, 0])
  })

  it('reads once more when asked while reading, and not more often', async () => {
    const { api, sent } = over([json(1), json(2), json(3)])
    const source = createSource<number>(api, '/x')
    await Promise.all([source.read(), source.read(), source.read()])
    assert.equal(sent.length, 2)
    assert.equal(source.held.value, 2)
  })
})
