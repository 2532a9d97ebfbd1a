import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTenant, type Tenant } from '../start-tenant.ts'
import { personalChat, TEAM } from '../world.ts'

describe('the public site of the tenant', () => {
  const bot = createServer((asked, response) => {
    if (asked.url === '/auth/start') response.writeHead(302, { location: 'https://login.microsoftonline.com/t/authorize?a=b' })
    else response.writeHead(200, { 'content-type': 'text/plain', 'x-bot': 'yes' })
    response.end(`${asked.method} ${asked.url} for ${asked.headers['x-forwarded-host']}`)
  })
  let tenant: Tenant
  before(async () => {
    await once(bot.listen(0, '127.0.0.1'), 'listening')
    tenant = await startTenant({ port: 0, botPort: (bot.address() as AddressInfo).port })
  })
  after(async () => {
    await tenant[Symbol.asyncDispose]()
    bot.closeAllConnections()
    bot.close()
  })

  const status = async (path: string, headers: Record<string, string>): Promise<number | undefined> => {
    const asked = request(tenant.url + path, { headers }).end()
    const [answer] = await once(asked, 'response')
    answer.resume()
    return answer.statusCode
  }
  const post = (path: string, body: unknown) => fetch(tenant.url + path, { method: 'POST', body: JSON.stringify(body) })

  it('gives its powers to loopback names and to its own pages only', async () => {
    for (const path of ['/control/health', '/client/', '/microsoft/login.microsoftonline.com/common/discovery/instance']) {
      assert.equal(await status(path, {}), 200, path)
      assert.equal(await status(path, { origin: tenant.url }), 200, path)
      assert.equal(await status(path, { host: 'rebound.example' }), 403, path)
      assert.equal(await status(path, { origin: 'https://evil.example' }), 403, path)
      assert.equal(await status(path, { origin: 'null' }), 403, path)
    }
  })

  it('takes no request without a sound host name', async () => {
    assert.equal(await status('/control/health', { host: 'not a host' }), 400)
  })

  it('leads to the client', async () => {
    const answer = await fetch(tenant.url, { redirect: 'manual' })
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/client/'])
  })

  it('hands everything else to the bot', async () => {
    const answer = await fetch(`${tenant.url}/tab/alerts?since=1`)
    assert.equal(answer.headers.get('x-bot'), 'yes')
    assert.equal(await answer.text(), `GET /tab/alerts?since=1 for ${new URL(tenant.url).host}`)
  })

  it("turns the bot's redirects to Entra to its own pages", async () => {
    const answer = await fetch(`${tenant.url}/auth/start`, { redirect: 'manual' })
    assert.equal(answer.headers.get('location'), `${tenant.url}/microsoft/login.microsoftonline.com/t/authorize?a=b`)
  })

  const bad: [string, string, unknown, RegExp][] = [
    ['a field that is missing', '/control/messages', { account: 'lead', text: 'x' }, /^conversation: /],
    ['a field that is unknown', '/control/clock', { advanceMs: 1, back: true }, /back/],
    ['a wrong account', '/control/messages', { account: 'nobody', conversation: TEAM.id, text: 'x' }, /no account nobody/],
    ['a wrong conversation', '/control/messages', { account: 'lead', conversation: 'x', text: 'x' }, /no conversation x/],
    ['a wrong message', '/control/click', { account: 'lead', conversation: TEAM.id, message: '1', verb: 'x' }, /no message 1/],
    ['a wrong platform', '/control/faults', { platform: 'mars', kind: 'reset' }, /^platform: /],
    ['a bad pattern', '/control/faults', { platform: 'entra', kind: 'reset', path: '(' }, /^path: must be a regular expression/],
    ['neither team nor account', '/control/install', {}, /must be \{"team": true\}/],
    ['an alert that is none', '/control/alerts', [{}], /./],
  ]
  for (const [what, path, body, message] of bad) {
    it(`names ${what}`, async () => {
      const answer = await post(path, body)
      assert.equal(answer.status, 400)
      assert.match((await answer.json()).error, message)
    })
  }

  it('names a body that is not JSON, and a control that is not there', async () => {
    const broken = await fetch(`${tenant.url}/control/clock`, { method: 'POST', body: '{' })
    assert.deepEqual([broken.status, await broken.json()], [400, { error: 'the body is not JSON' }])
    assert.equal((await fetch(`${tenant.url}/control/nothing`)).status, 404)
  })

  it('advances the clock', async () => {
    const before = tenant.clock.now()
    const { now } = await (await post('/control/clock', { advanceMs: 86_400_000 })).json()
    assert.ok(Date.parse(now) - before >= 86_400_000)
  })

  it('tells what happens as it happens', async () => {
    const stream = await fetch(`${tenant.url}/control/events`)
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()

    await tenant.teams.say('reader', personalChat('reader'), 'hello')

    const { value = '' } = await reader.read()
    const event = JSON.parse(value.replace(/^data: /, ''))
    assert.deepEqual([event.type, event.message.text, event.message.from.key], ['message', 'hello', 'reader'])
    await reader.cancel()
  })

  it('shows what Defender holds and adds to it', async () => {
    const before = (await (await fetch(`${tenant.url}/control/alerts`)).json()).length
    const added = await post('/control/alerts', {
      id: 'da1_1',
      title: 'Suspicious',
      severity: 'High',
      status: 'New',
      machineId: null,
    })
    assert.equal(added.status, 204, await added.text())
    assert.equal((await (await fetch(`${tenant.url}/control/alerts`)).json()).length, before + 1)
  })
})
