import assert from 'node:assert/strict'
import { startTenantWithBot, type TenantWithBot } from './test/tenant-with-bot.ts'
import { APPS, TEAM } from './world.ts'

const POSTS = `conversations/${encodeURIComponent(TEAM.id)}/activities`
const MESSAGE = { type: 'message', text: 'hello' }

describe('faults', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
    await world.tenant.teams.install('team')
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(() => {
    world.tenant.clock.advance(60_000)
    world.tenant.faults.clear()
    world.tenant.received.clear()
  })
  const fault = async (more: object) => (await world.control('POST', 'faults', { platform: 'connector', ...more })).body
  const post = () => world.connector('POST', POSTS, MESSAGE)
  const count = () => world.tenant.teams.messages(TEAM.id).length

  it('answer without doing it, once, with the wait that is asked for', async () => {
    const { id } = await fault({ kind: 'answer', status: 429, retryAfterSeconds: 7 })
    const before = count()

    const answer = await post()

    assert.deepEqual([answer.status, answer.headers.get('retry-after'), count()], [429, '7', before])
    const received = world.tenant.received.list(0)
    assert.deepEqual([received[0]!.status, received[0]!.fault], [429, id])
    assert.equal((await post()).status, 201)
    assert.deepEqual((await world.control('GET', 'faults')).body, [])
  })

  it('do it, then answer as if not', async () => {
    await fault({ kind: 'after', status: 504 })
    const before = count()

    const answer = await post()

    assert.deepEqual([answer.status, count()], [504, before + 1])
  })

  for (const [kind, added] of [
    ['reset', 0],
    ['reset-after', 1],
  ] as const) {
    it(`cut the connection, having done it ${added} times: ${kind}`, async () => {
      await fault({ kind })
      const before = count()

      await assert.rejects(post(), ({ cause }) => cause.code === 'UND_ERR_SOCKET')

      assert.equal(count(), before + added)
      assert.equal(world.tenant.received.list(0).at(-1)!.status, 0)
    })
  }

  it('delay, then do it', async () => {
    await fault({ kind: 'delay', ms: 60 })
    const started = performance.now()

    assert.equal((await post()).status, 201)

    assert.ok(performance.now() - started >= 55)
  })

  it('hit only what they name, as often as they say', async () => {
    await fault({ kind: 'answer', method: 'POST', path: '/activities$', left: 2 })

    assert.equal((await world.connector('GET', `conversations/${encodeURIComponent(TEAM.id)}/members`)).status, 200)
    assert.deepEqual([(await post()).status, (await post()).status, (await post()).status], [503, 503, 201])
  })

  it('stay until cleared when they have no number', async () => {
    const { id } = await fault({ kind: 'answer', left: null })
    assert.deepEqual([(await post()).status, (await post()).status], [503, 503])

    assert.equal((await world.control('DELETE', `faults/${id}`)).status, 204)

    assert.equal((await post()).status, 201)
    assert.equal((await world.control('DELETE', `faults/${id}`)).status, 404)
  })

  it('leave a record of every request with whom it spoke for, and never of a secret', async () => {
    await post()
    const client_secret = world.env['BOT_SECRET']!
    await world.entra({ grant_type: 'client_credentials', client_id: APPS.bot.clientId, client_secret, scope: 'x/.default' })
    await fetch('https://smba.trafficmanager.net/teams/v3/conversations', { headers: { authorization: 'Bearer forged' } })

    const { body } = await world.control('GET', 'received')

    const seen = body.map(({ platform, method, caller, status }: Record<string, unknown>) => [platform, method, caller, status])
    assert.deepEqual(seen, [
      ['connector', 'POST', { appId: APPS.bot.clientId }, 201],
      ['entra', 'POST', null, 400],
      ['connector', 'GET', null, 401],
    ])
    assert.deepEqual(body[0].body, MESSAGE)
    assert.ok(!JSON.stringify(body).includes(client_secret))
    assert.ok(!/eyJ|forged/.test(JSON.stringify(body)))

    const later = await world.control('GET', `received?platform=connector&since=${body[0].seq}`)
    assert.deepEqual(later.body, [body[2]])
  })
})
