import assert from 'node:assert/strict'
import { clientHandler } from './serve.ts'

describe('serving the web client', () => {
  const serve = clientHandler()
  const get = (path: string, method = 'GET') => serve(new Request(new URL(path, 'http://localhost'), { method }))

  it('hands out every script that the page imports, without types and without bare names', async () => {
    const waiting = ['/client/main.ts']
    const seen = new Set<string>()
    for (const path of waiting) {
      if (seen.has(path)) continue
      seen.add(path)
      const answer = await get(path)
      const script = await answer.text()
      assert.equal(answer.status, 200, path)
      assert.match(answer.headers.get('content-type') ?? '', /^text\/javascript/)
      assert.doesNotMatch(script, /^(export )?(interface|type) /m, path)
      for (const [, name = ''] of script.matchAll(/\bfrom ?['"]([^'"]+)['"]/g)) {
        assert.match(name, /^\.?\//, `${path} imports ${name}`)
        waiting.push(new URL(name, `http://localhost${path}`).pathname)
      }
    }
    assert.ok(seen.has('/client/lib/preact.js') && seen.has('/client/session.ts'))
  })

  it('lets no page run inline scripts or load from another host', async () => {
    const page = await get('/client/')

    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/)
    assert.match(policy, /; frame-src 'self';/)
    assert.doesNotMatch(await page.text(), /<script(?![^>]* src=)|https?:|\son[a-z]+=|<style/)
  })

  for (const path of [
    '/client/serve.ts',
    '/client/client.test.ts',
    '/client/../world.ts',
    '/client/..%2fserve.ts',
    '/client/%2e%2e/serve.ts',
    '/client//etc/passwd',
    '/client/lib/chromium.js',
    '/client/constructor',
  ]) {
    it(`has nothing at ${path}`, async () => assert.equal((await get(path)).status, 404))
  }

  it('takes nothing but GET and HEAD', async () => {
    assert.equal((await get('/client/', 'POST')).status, 405)
    assert.equal(await (await get('/client/', 'HEAD')).text(), '')
  })
})
