import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import { openBrowser } from '../../../infra/local/test/browser.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

describe('what a person sees when they tap', function () {
  this.timeout(120_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let browser: Browser

  before(async () => {
    browser = await openBrowser()
    whole = await startWhole(
      [alertOn('1', 'Workstations'), alertOn('2', 'Servers'), alertOn('3', 'Workstations')],
      [machineOf('1', 'Workstations'), machineOf('2', 'Servers'), machineOf('3', 'Workstations')],
    )
    await whole.saying(HIGH, 'Alert on 3')
  })
  after(async () => {
    await browser?.close()
    await whole?.[Symbol.asyncDispose]()
  })

  /** The channel on the person's phone. */
  const phoneOf = async (account: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.goto(`${whole.demo.url}/client/#/c/${HIGH}?as=${account}`)
    await page.getByRole('feed').waitFor()
    return page
  }
  const cardOf = (page: Page, digit: string): Locator => page.locator('[data-message-id]', { hasText: `host-${digit}` }).first()
  /** Signs in on the page that the card's strip opens. */
  const signIn = async (page: Page, card: Locator, name: string): Promise<void> => {
    const [popup] = await Promise.all([page.waitForEvent('popup'), card.getByRole('button', { name: 'Sign in' }).click()])
    await popup.getByRole('button', { name }).click()
    await popup.waitForEvent('close').catch(() => undefined)
  }

  it('isolates and releases as themselves, in two taps and a sign-in', async () => {
    const page = await phoneOf('responder')
    const card = cardOf(page, '1')
    await card.getByRole('button', { name: 'Isolate' }).click()
    await signIn(page, card, 'Robin Responder')
    await card.getByText('Isolate host-1?').waitFor()
    for (const fact of ['Machine group Workstations', 'Risk', 'Device value', 'Logged on', 'Under way', 'nothing'])
      await card.getByText(fact).first().waitFor()
    assert.match(await card.getByRole('textbox').inputValue(), /Alert on 1 \(incident 101\)/)

    await card.getByRole('button', { name: 'Isolate now' }).click()
    await card.getByText(/^Isolating/).waitFor()
    await whole.carryOut()
    await card.getByText('Isolated', { exact: true }).waitFor({ timeout: 60_000 })
    await card.getByText('Defender recorded responder@fabrikam.example ✓').waitFor()

    await card.getByRole('button', { name: 'Release' }).click()
    await card.getByText('Release host-1?').waitFor()
    await card.getByRole('button', { name: 'Release now' }).click()
    await whole.carryOut()
    await card.getByText('Released', { exact: true }).waitFor({ timeout: 60_000 })
    await page.close()
  })

  for (const [account, name, digit] of [
    ['reader', 'Rui Reader', '3'],
    ['outsider', 'Otto Outsider', '3'],
    ['workstations', 'Wanda Workstations', '2'],
  ] as const) {
    it(`tells ${account} in words that Defender refused, under the card`, async () => {
      const page = await phoneOf(account)
      const card = cardOf(page, digit)
      await card.getByRole('button', { name: 'Isolate' }).click()
      await signIn(page, card, name)
      const words = card.getByText('Nothing was done')
      const confirm = card.getByRole('button', { name: 'Isolate now' })
      await words.or(confirm).first().waitFor()
      if (await confirm.isVisible()) await confirm.click()
      await words.waitFor()
      assert.match(await card.innerText(), /Active remediation actions/)
      await page.close()
    })
  }
})
