import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BotAnswer, MessageView, SignedInView } from '../../../infra/local/control/shapes.ts'
import { personalChat } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

type Body = { statusCode: number; type: string; value?: { buttons?: { value: string }[] } }
type Refusal = { person: string; detail: { button: string; why: string } }
const text = (answer: BotAnswer) => JSON.stringify(answer.body)
const urlOf = (answer: BotAnswer) => new URL((answer.body as Body).value?.buttons?.[0]?.value ?? '')
const codeOn = (page: SignedInView['page']) => /data-code="([\w-]{43})"/.exec(page?.html ?? '')?.[1] ?? assert.fail('no code')

const opensConfirm = (answer: BotAnswer) => assert.match(text(answer), /Isolate host-1\?/)
const asksToSignIn = (answer: BotAnswer) => assert.match(text(answer), /loginRequest.*Sign in, so that this runs as you/)
const asksForProof = (answer: BotAnswer) => assert.match(text(answer), /loginRequest.*Defender wants more proof/)

describe('signing in at a card, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let card: MessageView

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
    card = await whole.saying(HIGH, 'Alert on 1')
  })
  after(() => whole?.[Symbol.asyncDispose]())
  afterEach(async () => {
    await whole.control('entra', { consent: true, suberror: true, mfaForDefender: false, blocked: [], unassigned: [] })
    await whole.control('defender', { claimsChallenge: false })
    assert.deepEqual(await whole.acts(), [])
  })

  const tap = (account: string, more: object = {}): Promise<SignedInView> =>
    whole.click(account, card, 'isolate', more) as Promise<SignedInView>
  const signOut = (account: string) =>
    whole.control('messages', { account, conversation: personalChat(account), text: 'sign out' })
  const signIn = async (account: string) => {
    await signOut(account)
    const answer = await tap(account, { signIn: true })
    opensConfirm(answer)
    return codeOn(answer.page)
  }
  const log = () => readFileSync(whole.demo.logFile, 'utf8')
  const refusals = (): Refusal[] =>
    log()
      .split('\n')
      .filter((line) => line.includes('"audit.click.refused"'))
      .map((line) => JSON.parse(line))
  const get = (url: URL | string) => fetch(url, { redirect: 'manual' })
  /** What the sign-in page of this answer asks Entra for. */
  const askedOfEntra = async (answer: BotAnswer) => {
    const { headers } = await get(urlOf(answer))
    return new URL(headers.get('location') ?? '', whole.demo.url).searchParams
  }

  it('goes on in channels from a single sign-on in the 1:1 chat, also after it was revoked, and not once they signed out', async () => {
    const inChat = await whole.saying(personalChat('responder'), 'Alert on 1')
    const silently = () => whole.click('responder', inChat, 'isolate', { signIn: 'silently' })
    opensConfirm(await silently()) // what it keeps is a refresh token, no other
    await whole.control('entra', { revoke: 'responder' })
    asksToSignIn(await tap('responder'))
    opensConfirm(await silently())
    opensConfirm(await tap('responder'))

    await signOut('responder')
    opensConfirm(await silently())
    asksToSignIn(await tap('responder'))
    opensConfirm(await tap('responder', { signIn: true }))
  })

  for (const [account, suberror] of [
    ['lead', true],
    ['workstations', false],
  ] as const) {
    it(`asks for consent when it was withdrawn (Entra ${suberror ? 'says' : 'does not say'} so), and goes on`, async () => {
      await signIn(account)
      await whole.control('entra', { consent: false, suberror })
      const answer = await tap(account)
      asksToSignIn(answer)
      assert.equal((await askedOfEntra(answer)).get('prompt'), 'consent')
      opensConfirm(await tap(account, { signIn: true }))
    })
  }

  it('asks for more proof when Entra wants it for Defender, and goes on', async () => {
    await signIn('lead')
    await whole.control('entra', { mfaForDefender: true })
    const answer = await tap('lead')
    asksForProof(answer)
    assert.match((await askedOfEntra(answer)).get('claims') ?? '', /capolids/)
    opensConfirm(await tap('lead', { signIn: true }))
  })

  it('asks for more proof when Defender itself wants it, and goes on', async () => {
    await signIn('responder')
    await whole.control('defender', { claimsChallenge: true })
    asksForProof(await tap('responder'))
    opensConfirm(await tap('responder', { signIn: true }))
  })

  it('is needed again after "sign out"', async () => {
    await signIn('responder')
    opensConfirm(await tap('responder'))
    await signOut('responder')
    asksToSignIn(await tap('responder'))
  })

  it('tells somebody who is not assigned, in words', async () => {
    await signIn('lead')
    await whole.control('entra', { unassigned: ['lead'] })
    assert.match(text(await tap('lead')), /Your organisation does not let you use this\. Nothing was done/)
  })

  it('leaves it to Entra to tell somebody whom policy blocks', async () => {
    await signIn('lead')
    await whole.control('entra', { blocked: ['lead'] })
    const answer = await tap('lead', { signIn: true })
    asksForProof(answer)
    assert.match(answer.page?.html ?? '', /Access has been blocked by Conditional Access policies/)
  })

  it('gives nothing to whoever signs in as somebody else', async () => {
    const answer = await tap('outsider', { signIn: true, asAtSignIn: 'responder' })
    assert.equal(answer.page?.status, 403)
    assert.match(answer.page?.html ?? '', /That was somebody else/)
    assert.doesNotMatch(answer.page?.html ?? '', /<script|data-code/)
    asksToSignIn(answer)
    asksToSignIn(await tap('outsider'))
  })

  describe('the sign-in page', () => {
    it('leads to Entra with PKCE, state and nonce, and is not kept', async () => {
      const answer = await tap('outsider')
      const asked = await askedOfEntra(answer)
      for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(asked.get(name), name)
      assert.equal(asked.get('code_challenge_method'), 'S256')
      assert.equal((await get(urlOf(answer))).headers.get('cache-control'), 'no-store')
    })

    for (const path of ['start?flow=unknown', 'start', 'callback?state=unknown&code=x', 'callback']) {
      it(`says in words that /auth/${path} is over, and runs no script`, async () => {
        const reply = await get(`${whole.demo.url}/auth/${path}`)
        const html = await reply.text()
        assert.equal(reply.status, 410)
        assert.match(html, /This sign-in is over/)
        assert.doesNotMatch(html, /<script|data-code|style=/)
        assert.match(reply.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/)
      })
    }

    it('tells of a sign-in that was given up', async () => {
      const flow = urlOf(await tap('outsider')).searchParams.get('flow')
      const reply = await get(`${whole.demo.url}/auth/callback?state=${flow}&error=access_denied`)
      assert.match(await reply.text(), /Sign-in was not finished/)
    })

    it('hands its code to Teams at the end, by scripts of its own alone', async () => {
      await signOut('reader')
      const html = (await tap('reader', { signIn: true })).page?.html ?? ''
      const scripts = [...html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)]
      assert.deepEqual(
        scripts.map(([, attributes, inline]) => [attributes, inline]),
        [
          [' src="/auth/teams-js.js"', ''],
          [' src="/auth/done.js"', ''],
        ],
      )
      for (const script of ['teams-js', 'done']) {
        const reply = await get(`${whole.demo.url}/auth/${script}.js`)
        assert.match(reply.headers.get('content-type') ?? '', /^text\/javascript/)
      }
    })

    it('has nothing else under /auth/', async () => assert.equal((await get(`${whole.demo.url}/auth/nothing`)).status, 404))
  })

  describe('a code of the sign-in page', () => {
    for (const [what, present] of [
      ['was taken already', async () => tap('reader', { state: await signIn('reader') })],
      ['is another person’s', async () => tap('lead', { state: await signIn('reader') })],
      ['was made up', () => tap('reader', { state: 'made-up' })],
    ] as const) {
      it(`is refused when it ${what}, and on record`, async () => {
        const before = refusals().length
        assert.match(text(await present()), /error\.invalidAuthCode/)
        const after = await until('it to be on record', async () => refusals().length > before && refusals().slice(before))
        assert.deepEqual(
          after.map(({ detail }) => [detail.button, detail.why]),
          [['isolate', 'sign-in code refused']],
        )
      })
    }
  })

  it('leaves no query string in the log', () => {
    assert.match(log(), /"click.answered"/)
    assert.doesNotMatch(log(), /flow=|code=|state=|data-code/)
  })
})
