import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BotAnswer, MessageView } from '../../../infra/local/control/shapes.ts'
import { ACCOUNTS, APPS, personalChat, TENANT_ID } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

type Body = { statusCode: number; type: string; value: { buttons?: { value: string }[] } }
const body = (answer: BotAnswer) => answer.body as Body
const text = (answer: BotAnswer) => JSON.stringify(answer.body)
const urlOf = (answer: BotAnswer): URL => new URL(body(answer).value.buttons?.[0]?.value ?? '')

describe('signing in at a card, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let card: MessageView

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
    card = await whole.saying(HIGH, 'Alert on 1')
  })
  after(() => whole?.[Symbol.asyncDispose]())
  afterEach(() => whole.control('entra', { consent: true, suberror: true, mfaForDefender: false, blocked: [], unassigned: [] }))

  const tap = (account: string, more: object = {}) => whole.click(account, card, 'isolate', more)
  const opensConfirm = (answer: BotAnswer) => assert.match(text(answer), /Isolate host-1\?/)

  for (const suberror of [true, false]) {
    it(`asks for consent on the page when it is missing (Entra ${suberror ? 'says' : 'does not say'} so), and goes on`, async () => {
      await whole.control('entra', { consent: false, suberror })
      opensConfirm(await tap('reader', { signIn: true }))
    })
  }

  it('asks for more proof when Entra wants it for Defender, and goes on', async () => {
    await whole.control('entra', { mfaForDefender: true })
    assert.match(text(await tap('lead', { signIn: true })), /more proof/)
    opensConfirm(await tap('lead', { signIn: true }))
  })

  it('asks for more proof when Defender itself wants it, and goes on', async () => {
    await tap('responder', { signIn: true })
    await whole.control('defender', { claimsChallenge: true })
    const answer = await tap('responder')
    await whole.control('defender', { claimsChallenge: false })
    assert.match(text(answer), /more proof/)
  })

  it('tells somebody who is not assigned, in words', async () => {
    await whole.control('entra', { unassigned: ['lead'] })
    const answer = await tap('lead')
    assert.match(text(answer), /Your organisation does not let you use this\. Nothing was done/)
  })

  describe('the sign-in page', () => {
    const get = (url: URL | string) => fetch(url, { redirect: 'manual' })

    it('leads to Entra with PKCE, state and nonce, and to nobody else', async () => {
      const started = await get(urlOf(await tap('outsider')))
      assert.equal(started.status, 302)
      const to = new URL(started.headers.get('location') ?? '', whole.demo.url)
      for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(to.searchParams.get(name), name)
      assert.equal(to.searchParams.get('code_challenge_method'), 'S256')
      assert.equal(started.headers.get('cache-control'), 'no-store')
    })

    for (const path of ['start?flow=unknown', 'start', 'callback?state=unknown&code=x', 'callback']) {
      it(`says in words that /auth/${path} is over, and runs no script`, async () => {
        const reply = await get(`${whole.demo.url}/auth/${path}`)
        const html = await reply.text()
        assert.equal(reply.status, 410)
        assert.match(html, /This sign-in is over/)
        assert.doesNotMatch(html, /<script|data-code|style=/)
        assert.match(reply.headers.get('content-security-policy') ?? '', /default-src 'none'/)
      })
    }

    it('tells of a sign-in that was given up', async () => {
      const flow = urlOf(await tap('outsider')).searchParams.get('flow')
      const reply = await get(`${whole.demo.url}/auth/callback?state=${flow}&error=access_denied`)
      assert.match(await reply.text(), /Sign-in was not finished/)
    })

    it('has nothing else under /auth/', async () => assert.equal((await get(`${whole.demo.url}/auth/nothing`)).status, 404))
  })

  it('takes a code once, and for nobody else', async () => {
    const done = await whole.control('click', {
      account: 'reader',
      conversation: HIGH,
      message: card.id,
      verb: 'isolate',
      signIn: true,
    })
    const code = /data-code="([^"]+)"/.exec(done.page?.html ?? '')?.[1]
    for (const account of ['reader', 'lead']) {
      const replayed = await tap(account, { state: code ?? 'made-up' })
      assert.match(text(replayed), /invalidAuthCode/, account)
    }
  })

  describe('a token that Teams’s single sign-on would not bring', () => {
    const chat = personalChat('responder')
    const robin = ACCOUNTS[0]!
    const refusals = () => readFileSync(whole.demo.logFile, 'utf8').split('token refused').length
    const invoke = (token: string, data: object) => ({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: 'f:1',
      channelId: 'msteams',
      serviceUrl: `https://smba.trafficmanager.net/emea/${TENANT_ID}/`,
      from: { id: robin.mri, name: robin.name, aadObjectId: robin.oid },
      recipient: { id: `28:${APPS.bot.clientId}` },
      conversation: { id: chat, conversationType: 'personal', tenantId: TENANT_ID },
      channelData: { tenant: { id: TENANT_ID } },
      value: {
        action: { type: 'Action.Execute', verb: 'isolate', data },
        trigger: 'manual',
        authentication: { id: '1', connectionName: 'pocketsoc', token },
      },
    })

    for (const [what, bends] of [
      ['another person’s', { account: 'lead' }],
      ['another tenant’s', { account: 'responder', claims: { tid: '11111111-1111-4111-8111-111111111111' } }],
      ['for another audience', { account: 'responder', claims: { aud: 'https://graph.microsoft.com' } }],
      ['by another client', { account: 'responder', claims: { azp: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' } }],
      ['an app’s own', { account: 'responder', claims: { idtyp: 'app', scp: null } }],
      ['without scope', { account: 'responder', claims: { scp: null } }],
      ['expired', { account: 'responder', expired: true }],
      ['signed by another key', { account: 'responder', otherKey: true }],
      ['not signed', { account: 'responder', alg: 'none' }],
    ] as const) {
      it(`is refused when it is ${what}: 412, nothing done, on record`, async () => {
        const inChat = await whole.saying(chat, 'Alert on 1')
        const data = JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(JSON.stringify(inChat))?.[1] ?? '{}')
        const before = refusals()
        const { token } = await whole.control('token', bends)
        const answer = await whole.control('activity', { activity: invoke(token, data), token: {} })
        assert.equal(body(answer).statusCode, 412, text(answer))
        await until('it to be on record', async () => refusals() > before)
      })
    }
  })

  it('never logs a query string', () => {
    assert.doesNotMatch(readFileSync(whole.demo.logFile, 'utf8'), /flow=|code=|state=/)
  })
})
