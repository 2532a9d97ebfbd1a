import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request, setGlobalProxyFromEnv } from 'node:http'
import { request as secureRequest } from 'node:https'
import { startTenant } from './start-tenant.ts'
import { startTenantWithBot, type TenantWithBot } from './test/tenant-with-bot.ts'

describe('the proxy', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
  })
  after(() => world[Symbol.asyncDispose]())

  const connect = async (target: string): Promise<number | undefined> => {
    const asked = request(world.env['HTTPS_PROXY']!, { method: 'CONNECT', path: target }).end()
    const [answer, socket] = await once(asked, 'connect')
    socket.destroy()
    return answer.statusCode
  }

  it('refuses every host that is not played', async () => {
    for (const target of ['example.com:443', 'graph.microsoft.com:443', 'evil-smba.trafficmanager.net:443', '127.0.0.1:443']) {
      assert.equal(await connect(target), 502, target)
    }
  })

  it('refuses other ports of a host that is played', async () => {
    assert.equal(await connect('smba.trafficmanager.net:80'), 502)
  })

  it('forwards no plain HTTP', async () => {
    const asked = request(world.env['HTTPS_PROXY']!, { path: 'http://smba.trafficmanager.net/' }).end()
    const [answer] = await once(asked, 'response')
    assert.equal(answer.statusCode, 502)
    answer.resume()
  })

  it('plays Defender at its geographic and older names', async () => {
    for (const host of ['api.security.microsoft.com', 'eu.api.security.microsoft.com', 'api.securitycenter.microsoft.com']) {
      assert.equal((await fetch(`https://${host}/api/machines`)).status, 401, host)
    }
  })

  it('answers no host inside the tunnel of another', async () => {
    const other = { servername: 'smba.trafficmanager.net', headers: { host: 'example.com' } }
    const asked = secureRequest('https://smba.trafficmanager.net/', other).end()
    const [answer] = await once(asked, 'response')
    answer.resume()
    assert.equal(answer.statusCode, 421)
  })

  it('tells of what comes through another proxy before it is handled, and lets the answer be kept', async () => {
    const seen: string[] = []
    const through = await world.tenant.openProxy(async (platform, request, handle) => {
      seen.push(`${platform} ${request.method}`)
      const answer = await handle(request)
      return request.method === 'POST' ? Response.error() : answer
    })
    const restore = setGlobalProxyFromEnv({ HTTPS_PROXY: through })
    try {
      assert.equal((await fetch('https://api.security.microsoft.com/api/alerts')).status, 401)
      await assert.rejects(fetch('https://smba.trafficmanager.net/teams/v3/conversations', { method: 'POST' }))
    } finally {
      restore()
    }
    assert.deepEqual(seen, ['defender GET', 'connector POST'])
  })
})

describe('a tenant', () => {
  it('removes its certificate when it stops', async () => {
    const tenant = await startTenant({ port: 0 })
    const path = tenant.botEnv()['NODE_EXTRA_CA_CERTS']!
    assert.ok(existsSync(path))

    await tenant[Symbol.asyncDispose]()

    assert.ok(!existsSync(path))
  })

  it('has other secrets each time', async () => {
    await using one = await startTenant({ port: 0 })
    await using other = await startTenant({ port: 0 })

    assert.notEqual(one.botEnv()['BOT_SECRET'], other.botEnv()['BOT_SECRET'])
    assert.notEqual(one.botEnv()['BOT_SECRET'], one.botEnv()['SSO_CLIENT_SECRET'])
  })
})
