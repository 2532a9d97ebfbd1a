import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../test/browser.ts'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { APPS, personalChat, TENANT_ID } from '../world.ts'

const CHAT = personalChat('lead')
const BUTTON = { type: 'Action.Execute', title: 'Isolate', verb: 'isolate', data: { c: 1 } }
const CARD = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'ActionSet', actions: [BUTTON] }] }
const DONE = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Asked Defender.' }

describe('the sign-in window of the web client', function () {
  this.timeout(60_000)
  let world: TenantWithBot
  let browser: Browser
  let page: Page

  before(async () => {
    browser = await openBrowser()
    world = await startTenantWithBot()
    await world.tenant.installAll()
    world.pages = signInPages(
      await readFile(fileURLToPath(import.meta.resolve('@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js')), 'utf8'),
    )
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: CARD }]
    await world.connector('POST', `conversations/${encodeURIComponent(CHAT)}/activities`, { type: 'message', attachments })
  })
  after(async () => {
    await browser?.close()
    await world?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    world.heard.length = 0
    world.answerWith(loginRequest(), DONE)
    page = await browser.newPage()
    await page.goto(`${world.tenant.url}/client/#/c/${encodeURIComponent(CHAT)}?as=lead`)
  })
  afterEach(() => page.close())

  /** A bot's sign-in page: off to Entra, and back to real teams-js. */
  const signInPages =
    (teamsJs: string): TenantWithBot['pages'] =>
    ({ pathname, origin, searchParams }) => {
      const script = (html: string) => ({ status: 200, headers: { 'content-type': 'text/javascript' }, html })
      if (pathname === '/auth/teams.js') return script(teamsJs)
      if (pathname === '/auth/end.js') return script(END)
      if (pathname === '/auth/callback') {
        const outcome = searchParams.get('error') ?? 'c0de'
        const html = `<!doctype html><p id="result" data-code="${outcome}"></p><script src="teams.js"></script><script src="end.js"></script>`
        return { status: 200, headers: { 'content-type': 'text/html' }, html }
      }
      const query = new URLSearchParams({
        client_id: APPS.sso.clientId,
        redirect_uri: `${origin}/auth/callback`,
        response_type: 'code',
        scope: `${APPS.sso.clientId}/access_as_user`,
        code_challenge: 'c'.repeat(43),
        code_challenge_method: 'S256',
        claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}',
        prompt: 'consent',
      })
      return {
        status: 302,
        headers: { location: `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/authorize?${query}` },
      }
    }
  const END = `
    const { app, authentication } = microsoftTeams
    const { code } = document.getElementById('result').dataset
    app.initialize().then(() => code === 'c0de' ? authentication.notifySuccess(code) : authentication.notifyFailure(code))`
  const loginRequest = () => {
    const buttons = [{ type: 'signin', title: 'Sign in', value: `${world.tenant.url}/auth/start` }]
    const value = { text: 'Sign in to act as yourself', connectionName: 'soc', buttons }
    return { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest', value }
  }
  const openSignIn = async (): Promise<Page> => {
    await page.getByRole('button', { name: 'Isolate' }).click()
    const [window] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Sign in' }).click()])
    return window
  }

  it('lets a person through its pages, closes by itself, and the press goes on', async () => {
    const window = await openSignIn()
    await window.getByRole('button', { name: 'Lena Lead' }).click()
    await window.getByRole('button', { name: 'Approve' }).click()
    await Promise.all([window.waitForEvent('close'), window.getByRole('button', { name: 'Accept' }).click()])

    await page.getByText('Asked Defender.').waitFor()
    assert.equal((world.heard[1]!.activity['value'] as { state: string }).state, 'c0de')
  })

  it('closes after a refusal too, and nothing is pressed again', async () => {
    const window = await openSignIn()
    await Promise.all([window.waitForEvent('close'), window.getByRole('button', { name: 'Cancel' }).click()])

    assert.ok(await page.getByRole('button', { name: 'Sign in' }).isVisible())
    assert.equal(world.heard.length, 1)
  })
})
