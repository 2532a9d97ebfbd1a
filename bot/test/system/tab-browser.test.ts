import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core'
import { build } from 'vite'
import { openBrowser } from '../../../infra/local/test/browser.ts'
import { axeFinds } from '../../../tab/test/open-tab.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

/** From the tab's answer to the card drawn in the channel. */
const FOLLOWS_WITHIN_MS = 2_000

describe('the tab on a phone', function () {
  this.timeout(120_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let browser: Browser
  let page: Page

  before(async () => {
    await build({ root: join(import.meta.dirname, '../../../tab'), logLevel: 'error' })
    browser = await openBrowser()
    whole = await startWhole(
      [alertOn('1', 'Workstations'), alertOn('2', 'Servers')],
      [machineOf('1', 'Workstations'), machineOf('2', 'Servers')],
    )
    await whole.saying(HIGH, 'Alert on 2')
  })
  after(async () => {
    await browser?.close()
    await whole?.[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 960 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
  })
  afterEach(async () => {
    await page.context().close()
    await whole.control('entra', { consent: true, mfaForDefender: false })
  })

  const channel = async (account: string, on = page): Promise<void> => {
    await on.goto(`${whole.demo.url}/client/#/c/${HIGH}?as=${account}&frame=phone&theme=light`)
    await on.locator('.messages[aria-busy=false]').waitFor()
  }
  const alerts = async (account: string): Promise<void> => {
    await page.goto(`${whole.demo.url}/client/#/?as=${account}&frame=phone&theme=light`)
    await page.getByRole('button', { name: 'Alerts What Defender shows you' }).click()
  }
  const cardOf = (digit: string, on = page): Locator => on.locator('[data-message-id]', { hasText: `host-${digit}` }).first()
  const openMachine = async (digit: string): Promise<void> => {
    await cardOf(digit).getByRole('link', { name: 'Open machine' }).click()
    await tab()
      .getByRole('heading', { name: `host-${digit}` })
      .waitFor()
  }
  const tab = (): FrameLocator => page.frameLocator('iframe[title=Alerts]')
  /** Playwright knows no role of a custom element. */
  const button = (words: string): Locator => tab().locator('fluent-button', { hasText: words })
  /** Signs in on the page that the tab opens; every page that asks is said yes to. */
  const signIn = async (name: string, ...yes: string[]): Promise<void> => {
    const [popup] = await Promise.all([page.waitForEvent('popup'), button('Sign in').click()])
    const closed = popup.waitForEvent('close')
    for (const button of [name, ...yes]) await popup.getByRole('button', { name: button }).click()
    await closed
  }

  it('opens at a card’s machine, and goes back to the card by way of its list', async () => {
    await channel('reader')
    await openMachine('1')
    assert.match(page.url(), /#\/tab\/machine%3A1{40}\?over=/)
    assert.equal(page.context().pages().length, 1)

    await page.getByRole('button', { name: 'Back' }).first().click()
    await tab().getByRole('heading', { name: 'Alerts' }).waitFor()
    await page.getByRole('button', { name: 'Back' }).first().click()
    await page.locator('iframe').waitFor({ state: 'detached' })
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Open machine')
    assert.match(page.url(), /#\/c\//)
  })

  it('isolates in two taps, and the channel’s card follows at once', async () => {
    const watching = await page.context().newPage()
    await channel('lead', watching)
    await channel('responder')
    await openMachine('1')
    await tab().locator('.act-bar .act').click()
    await tab().locator('.sheet textarea').fill('It beacons')

    const answered = page.waitForResponse((response) => response.url().endsWith('/isolate')).then(() => performance.now())
    const followed = cardOf('1', watching)
      .getByText(/^Isolating/)
      .waitFor()
      .then(() => performance.now())
    await tab().locator('.sheet .act').click()
    const took = (await followed) - (await answered)
    assert.ok(took < FOLLOWS_WITHIN_MS, `the card followed after ${Math.round(took)} ms`)

    await tab().locator('.containment', { hasText: 'Isolating' }).waitFor()
    await whole.carryOut()
    await tab().locator('.containment', { hasText: 'Isolated' }).waitFor({ timeout: 30_000 })
    await cardOf('1', watching).getByText('Isolated', { exact: true }).waitFor()
    await cardOf('1', watching).getByText('Defender recorded responder@fabrikam.example ✓').waitFor()
  })

  it('signs in at the first use, when nobody has consented yet, also after the window was closed once', async () => {
    await whole.control('entra', { consent: false })
    await alerts('workstations')
    const [popup] = await Promise.all([page.waitForEvent('popup'), button('Sign in').click()])
    await popup.close()
    await tab().getByText('The sign-in did not finish.').waitFor()
    await signIn('Wanda Workstations', 'Accept')
    await tab().getByText('Alert on 1').waitFor()
    assert.equal(await tab().getByText('Alert on 2').count(), 0)
  })

  it('asks for more proof before it acts, and then acts', async () => {
    await channel('lead')
    await openMachine('2')
    await whole.control('entra', { mfaForDefender: true })
    await tab().locator('.act-bar .act').click()
    await tab().locator('.sheet .act').click()
    await signIn('Lena Lead', 'Approve')
    await tab().locator('.containment', { hasText: 'Isolating' }).waitFor()
    const asked = (await whole.acts()).filter(({ path }) => path.includes('2'.repeat(40)))
    assert.deepEqual(
      asked.map(({ caller, status }) => [caller?.upn, status]),
      [['lead@fabrikam.example', 201]],
    )
  })

  it('shows nothing to somebody without a role, and everything again to the next person at the screen', async () => {
    await alerts('outsider')
    await tab().getByRole('heading', { name: 'Defender shows you no machines' }).waitFor()
    await page.getByRole('button', { name: 'You are: Otto Outsider' }).click()
    await page.locator('[data-account=reader]').click()
    await tab().getByText('Alert on 2').waitFor()
  })

  it('changes its colours with Teams, while something is typed', async () => {
    await alerts('reader')
    const search = tab().locator('fluent-text-input input')
    await search.fill('host')
    const colour = () =>
      tab()
        .locator('body')
        .evaluate((body) => getComputedStyle(body).backgroundColor)
    const light = await colour()
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await tab().locator('html[data-theme=dark]').waitFor()
    assert.notEqual(await colour(), light)
    assert.equal(await search.inputValue(), 'host')
  })

  it('says offline how old it is, and offers no act', async () => {
    await channel('responder')
    await openMachine('2')
    await page.context().setOffline(true)
    await tab().locator('.age.stale').waitFor()
    assert.ok((await tab().locator('.act').getAttribute('disabled')) !== null)
    await page.context().setOffline(false)
    await tab().locator('.age:not(.stale)').waitFor()
  })

  it('is found without fault by axe, in both themes', async () => {
    await channel('responder')
    await openMachine('1')
    await tab().locator('.act-bar .act:not([disabled])').waitFor()
    for (const theme of ['light', 'dark']) {
      if (theme === 'dark') await page.getByRole('button', { name: 'Dark theme' }).click()
      assert.deepEqual(await axeFinds(page.mainFrame()), [])
    }
  })
})
