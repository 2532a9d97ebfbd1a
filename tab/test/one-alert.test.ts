import assert from 'node:assert/strict'
import { until } from '../../bot/test/system/until.ts'
import { tabInTeams } from './tab-in-teams.ts'

describe('one alert in the tab', () => {
  const { open, see, heard } = tabInTeams()

  it('shows what it rests on, and puts a value on the clipboard', async () => {
    const tab = await open({ told: { subPage: 'alert:da631_-136' } })
    for (const text of ['Credential access', 'FABRIKAM\\nora', 'T1003.001', 'Nora is on holiday', 'Also in incident 4711'])
      await see(text)
    await tab.frame.locator('[aria-label="Copy SHA-256"]').click()
    await tab.frame.locator('#said', { hasText: 'SHA-256 copied' }).waitFor({ state: 'attached' })
    assert.match(await tab.page.evaluate(() => navigator.clipboard.readText()), /^9f86d081/)
  })

  it('is left for the list where it was, with the focus on the title of where one is', async () => {
    const { frame } = await open()
    await frame.locator('.alert-row').last().scrollIntoViewIfNeeded()
    const scrolled = await frame.evaluate(() => scrollY)
    await frame.locator('.alert-row').last().click()
    await frame.locator('h1:focus', { hasText: 'Alert' }).waitFor()
    await see('Nora is on holiday')
    assert.equal(await frame.evaluate(() => scrollY), 0)

    await frame.locator('[aria-label="Back"]').click()
    await frame.locator('h1:focus', { hasText: 'Alerts' }).waitFor()
    assert.equal(await frame.evaluate(() => scrollY), scrolled)
  })

  it("follows Teams's own way back, which at the list leads out", async () => {
    const { frame, page } = await open({ told: { subPage: 'alert:da631_-136' } })
    await see('Nora is on holiday')
    await page.evaluate(() => window.teams.say('backButtonPress', []))
    await frame.locator('h1', { hasText: 'Alerts' }).waitFor()
    assert.equal((await heard('navigateBack')).length, 0)

    await page.evaluate(() => window.teams.say('backButtonPress', []))
    await until('Teams goes back itself', async () => (await heard('navigateBack')).length === 1)
  })
})
