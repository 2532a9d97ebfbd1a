import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { alertOn, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { buildForBot } from './build-tab.ts'
import { PHONE } from './open-tab.ts'
import { showInTeams } from './teams-host.ts'

describe('the tab as the bot serves it', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  before(async () => {
    await buildForBot()
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
    await whole.saying(HIGH, 'Alert on 1')
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await whole?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    page = await browser.newPage(PHONE)
    page.setDefaultTimeout(10_000)
    complaints.length = 0
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text())
    })
  })
  afterEach(() => page.close())

  it('shows a machine inside Teams to whom single sign-on signs in, and its policy lets all of it through', async () => {
    const { token } = await whole.control('sso-token', { account: 'responder' })
    const frame = await showInTeams(page, `http://localhost:${whole.demo.botPort}/tab/`, {
      subPage: `machine:${'1'.repeat(40)}`,
      token: [true, token],
    })
    await frame.getByRole('heading', { name: 'host-1' }).waitFor()
    await frame.getByText('Alert on 1').first().waitFor()
    await frame.locator('.act:not([disabled])', { hasText: 'Isolate' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  it('is not shown inside any other page', async () => {
    const body = `<!doctype html><iframe name="tab" src="http://localhost:${whole.demo.botPort}/tab/"></iframe>`
    await page.route('https://teams.microsoft.com.example/**', (route) => route.fulfill({ contentType: 'text/html', body }))
    const complaint = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto('https://teams.microsoft.com.example/')
    await complaint
    assert.equal(await page.frame('tab')?.locator('#tab').count(), 0)
  })
})
