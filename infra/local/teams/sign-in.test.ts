import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { ACCOUNTS, APPS, personalChat, TEAM, TENANT_ID } from '../world.ts'

const CHANNEL = TEAM.channels[2].id
const CHAT = personalChat('responder')
const BUTTON = { type: 'Action.Execute', title: 'Isolate', verb: 'isolate', data: { c: 1 } }
const VERIFIER = 'v'.repeat(43)
const DONE = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Asked.' }
const EXCHANGE_FAILED = {
  statusCode: 412,
  type: 'application/vnd.microsoft.error.preconditionFailed',
  value: { code: '412', message: 'Failed to exchange token' },
}

describe('signing in at a card', () => {
  let world: TenantWithBot
  let messages: Record<string, string>
  let lastCode = ''
  before(async () => {
    world = await startTenantWithBot()
    await world.tenant.installAll()
    const post = async (id: string) => {
      const content = { type: 'AdaptiveCard', body: [{ type: 'ActionSet', actions: [BUTTON] }] }
      const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
      return (
        await world.connector('POST', `conversations/${encodeURIComponent(id)}/activities`, { type: 'message', attachments })
      ).body.id
    }
    messages = { [CHANNEL]: await post(CHANNEL), [CHAT]: await post(CHAT) }
    world.pages = pages
  })
  after(() => world[Symbol.asyncDispose]())
  beforeEach(() => {
    world.heard.length = 0
  })
  afterEach(() => world.control('POST', 'clients', { sso: 'works', stateComesBack: true, updateWipesPrivateCards: true }))

  /** A bot's sign-in page: it binds the browser by a cookie, and hands out a code when Entra does. */
  const pages: TenantWithBot['pages'] = ({ pathname, searchParams, origin }, cookie) => {
    if (pathname === '/auth/start') {
      const query = new URLSearchParams({
        client_id: APPS.sso.clientId,
        redirect_uri: `${origin}/auth/callback`,
        response_type: 'code',
        scope: `${APPS.sso.clientId}/access_as_user openid`,
        code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
        code_challenge_method: 'S256',
        state: 'ours',
        ...(searchParams.has('claims') && { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' }),
      })
      const location = `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/authorize?${query}`
      return { status: 302, headers: { location, 'set-cookie': 'flow=f1; HttpOnly; Path=/auth' } }
    }
    lastCode = searchParams.get('code') ?? ''
    const good = searchParams.has('code') && searchParams.get('state') === 'ours' && cookie === 'flow=f1'
    return good ? { status: 200, html: '<p id="result" data-code="c0de">Signed in</p>' } : { status: 400, html: 'Not signed in' }
  }
  const loginRequest = (more: object = {}) => ({
    statusCode: 401,
    type: 'application/vnd.microsoft.activity.loginRequest',
    value: {
      text: 'Sign in to act as yourself',
      connectionName: 'soc',
      buttons: [{ type: 'signin', title: 'Sign in', value: `${world.env['PUBLIC_URL']}/auth/start?flow=f1` }],
      ...more,
    },
  })
  const withExchange = () => loginRequest({ tokenExchangeResource: { id: 'x1', uri: 'api://soc.example/botid-1' } })
  const click = (conversation: string, more: object) =>
    world.control('POST', 'click', {
      account: 'responder',
      conversation,
      message: messages[conversation],
      verb: 'isolate',
      ...more,
    })
  type Value = { action: object; state?: string; authentication?: { id: string; connectionName: string; token: string } }
  const heard = () => world.heard.map(({ activity }) => activity['value'] as Value)

  it('shows the first answer as it is unless told to go on', async () => {
    world.answerWith(withExchange(), DONE)
    const { body } = await click(CHAT, {})
    assert.deepEqual([body.body.statusCode, heard().length], [401, 1])
  })

  it('exchanges a token silently in a 1:1 chat', async () => {
    world.answerWith(withExchange(), DONE)

    const { body } = await click(CHAT, { signIn: true })

    assert.deepEqual([body.body, body.page], [DONE, null])
    const [first, second] = heard()
    assert.deepEqual(second!.action, first!.action)
    assert.deepEqual([second!.authentication!.id, second!.authentication!.connectionName], ['x1', 'soc'])
    const claims = decodeJwt(second!.authentication!.token)
    assert.deepEqual(
      [claims.aud, claims['oid'], claims['azp'], claims['scp'], claims['ver']],
      [APPS.sso.clientId, ACCOUNTS[0]!.oid, '1fec8e78-bce4-4aaf-ab1b-5451cc387264', 'access_as_user', '2.0'],
    )
    assert.notEqual(world.heard[0]!.activity['id'], world.heard[1]!.activity['id'])
  })

  it('follows the button in a channel, where there is no silent way, and presses again with what the page gave', async () => {
    world.answerWith(withExchange(), DONE)

    const { body } = await click(CHANNEL, { signIn: true })

    assert.deepEqual(body.body, DONE)
    assert.deepEqual([body.page.path, body.page.status], ['/auth/callback', 200])
    assert.deepEqual(
      heard().map(({ state, authentication }) => [state, authentication]),
      [
        [undefined, undefined],
        ['c0de', undefined],
      ],
    )
  })

  for (const [what, second] of [
    ['412', () => EXCHANGE_FAILED],
    ['401 without an exchange', () => loginRequest()],
  ] as const) {
    it(`falls back to the button when the token is answered ${what}`, async () => {
      world.answerWith(withExchange(), second(), DONE)
      const { body } = await click(CHAT, { signIn: true })
      assert.deepEqual([body.body, heard().length, heard()[2]!.state], [DONE, 3, 'c0de'])
    })
  }

  it('leaves the button to a client that goes on by itself', async () => {
    world.answerWith(withExchange(), EXCHANGE_FAILED)
    const { body } = await click(CHAT, { signIn: 'silently' })
    assert.deepEqual([body.body, heard().length], [withExchange(), 2])

    world.answerWith(DONE)
    assert.deepEqual((await click(CHAT, { state: 'c0de' })).body.body, DONE)
    assert.equal(heard()[2]!.state, 'c0de')
  })

  it('may fail at single sign-on, or not try it', async () => {
    await world.control('POST', 'clients', { sso: 'fails' })
    world.answerWith(withExchange(), EXCHANGE_FAILED, DONE)
    await click(CHAT, { signIn: true })
    assert.ok(decodeJwt(heard()[1]!.authentication!.token).exp! < Date.now() / 1000)

    world.heard.length = 0
    await world.control('POST', 'clients', { sso: 'absent' })
    world.answerWith(withExchange(), DONE)
    await click(CHAT, { signIn: true })
    assert.deepEqual(
      heard().map(({ authentication }) => authentication),
      [undefined, undefined],
    )
  })

  it('may lose what the page gave, and presses again without', async () => {
    await world.control('POST', 'clients', { stateComesBack: false })
    world.answerWith(loginRequest(), DONE)
    const { body } = await click(CHANNEL, { signIn: true })
    assert.deepEqual([body.body, heard().length, heard()[1]!.state], [DONE, 2, undefined])
  })

  it('ends where the page ends when it gives nothing', async () => {
    const start = `${world.env['PUBLIC_URL']}/auth/start?claims=yes`
    const asked = loginRequest({ buttons: [{ type: 'signin', title: 'Sign in', value: start }] })
    world.answerWith(asked)
    const { body } = await click(CHANNEL, { signIn: true, approve: false })
    assert.deepEqual([body.body, body.page.status, body.page.html, heard().length], [asked, 400, 'Not signed in', 1])

    world.answerWith(asked, DONE)
    assert.deepEqual((await click(CHANNEL, { signIn: true })).body.body, DONE)
  })

  it('can be done by somebody else than who pressed', async () => {
    world.answerWith(loginRequest(), DONE)
    await click(CHANNEL, { signIn: true, asAtSignIn: 'lead' })

    const pressedBy = world.heard.map(({ activity }) => (activity['from'] as { aadObjectId: string }).aadObjectId)
    assert.deepEqual(pressedBy, [ACCOUNTS[0]!.oid, ACCOUNTS[0]!.oid])
    const signedIn = await world.entra({
      grant_type: 'authorization_code',
      client_id: APPS.sso.clientId,
      client_secret: world.env['SSO_CLIENT_SECRET']!,
      code: lastCode,
      code_verifier: VERIFIER,
      redirect_uri: `${world.env['PUBLIC_URL']}/auth/callback`,
    })
    assert.equal(decodeJwt(signedIn.body.id_token)['oid'], ACCOUNTS[3]!.oid)
  })

  for (const [what, more] of [
    ['without a connection name', { connectionName: '' }],
    ['with a button that opens a URL', { buttons: [{ type: 'openUrl', title: 'Sign in', value: 'http://localhost/' }] }],
    ['without a button', { buttons: [] }],
    ['that leads out of the app', { buttons: [{ type: 'signin', title: 'Sign in', value: 'https://evil.example/' }] }],
  ] as const) {
    it(`refuses a loginRequest ${what}`, async () => {
      world.answerWith(loginRequest(more))
      assert.equal((await click(CHANNEL, { signIn: true })).status, 400)
    })
  }

  it("takes a person's own card away when the shared one is updated, unless told not to", async () => {
    const own = (verb: string) => ({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: { type: 'AdaptiveCard', body: [{ type: 'ActionSet', actions: [{ ...BUTTON, verb }] }] },
    })
    const update = () => {
      const path = `conversations/${encodeURIComponent(CHANNEL)}/activities/${messages[CHANNEL]}`
      const content = { type: 'AdaptiveCard', body: [{ type: 'ActionSet', actions: [BUTTON] }] }
      const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
      return world.connector('PUT', path, { type: 'message', attachments })
    }
    world.answerWith(own('confirm'))
    await click(CHANNEL, {})
    assert.equal((await click(CHANNEL, { verb: 'confirm' })).status, 200)
    await update()
    assert.equal((await click(CHANNEL, { verb: 'confirm' })).status, 400)

    await world.control('POST', 'clients', { updateWipesPrivateCards: false })
    await click(CHANNEL, {})
    await update()
    assert.equal((await click(CHANNEL, { verb: 'confirm' })).status, 200)
  })
})
