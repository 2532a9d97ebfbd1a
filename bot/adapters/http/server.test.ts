import assert from 'node:assert/strict'
import { startServer } from './server.ts'

describe('the HTTP server', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let failures: unknown[]
  const fault = new Error('words that nobody outside may read')

  beforeEach(async () => {
    failures = []
    server = await startServer(0, {
      messages: () => Promise.reject(fault),
      health: () => Promise.reject(fault),
      auth: () => Promise.reject(fault),
      failed: (error) => failures.push(error),
    })
  })
  afterEach(() => server[Symbol.asyncDispose]())

  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
  const post = (body: string) => ask('/api/messages', { method: 'POST', body, headers: { 'content-type': 'application/json' } })

  for (const [what, asked, words] of [
    ['an activity', () => post('{}'), /^\{"code":"Internal"\}$/],
    ['a look at its health', () => ask('/healthz'), /^\{"code":"Internal"\}$/],
    ['the sign-in page', () => ask('/auth/start?flow=x'), /Nothing was done\. Press the button on the card again/],
  ] as const) {
    it(`tells the log of a fault of ours at ${what}, and whoever asked nothing of it`, async () => {
      const reply = await asked()
      const text = await reply.text()
      assert.equal(reply.status, 500)
      assert.match(text, words)
      assert.doesNotMatch(text, /nobody outside/)
      assert.deepEqual(failures, [fault])
    })
  }

  for (const [what, asked, status] of [
    ['what is not there', () => ask('/nothing'), 404],
    ['what is no JSON', () => post('{'), 400],
    ['what is too big', () => post(JSON.stringify('x'.repeat(300_000))), 413],
  ] as const) {
    it(`refuses ${what}, which is no fault of ours`, async () => {
      assert.equal((await asked()).status, status)
      assert.deepEqual(failures, [])
    })
  }
})
