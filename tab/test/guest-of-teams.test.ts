import assert from 'node:assert/strict'
import { until } from '../../bot/test/system/until.ts'
import { problem } from './samples.ts'
import { tabInTeams } from './tab-in-teams.ts'

describe('the tab as a guest of Teams', () => {
  const { open, see, heard } = tabInTeams()

  it('changes its dress with Teams, at once', async () => {
    const { frame, page } = await open({ told: { theme: 'default' } })
    await frame.locator('.alert-row').first().waitFor()
    const colour = () => frame.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await colour()
    await page.evaluate(() => window.teams.say('themeChange', ['dark']))
    await until('it is dark', async () => (await colour()) !== light)
    await page.evaluate(() => window.teams.say('themeChange', ['contrast']))
    await until('it has contrast', async () => (await colour()) === 'rgb(0, 0, 0)')
  })

  it('goes to the API without a token when Teams gives none, and shows where to sign in', async () => {
    const { frame, page, api } = await open({ told: { token: [false, 'resourceRequiresConsent'] } }, ({ token }) =>
      token === null ? problem(401, 'Sign in to see alerts.', { need: 'sign-in', signInUrl: '/auth/start?state=s' }) : undefined,
    )
    await see('Sign in to see alerts.')
    await page.evaluate(() => {
      window.teams.told.token = [true, 'token-2']
    })
    await frame.locator('fluent-button', { hasText: 'Sign in' }).click()
    await frame.locator('.alert-row').first().waitFor()
    assert.equal(api.asked.at(-1)?.token, 'token-2')
  })

  it('tells Teams that it is up, and keeps nothing of what it read', async () => {
    const { frame } = await open()
    await frame.locator('.alert-row').first().waitFor()
    assert.equal((await heard('appInitialization.success')).length, 1)
    assert.deepEqual(await frame.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
  })

  it('says so when it is not in Teams', async () => {
    const { api, page } = await open()
    await page.goto(`${api.url}/tab/`)
    await page.getByText('Open this in Teams').waitFor()
  })

  it('sets itself up in a channel, for phones too', async () => {
    const { page, api } = await open({ page: '/tab/config.html', frameContext: 'settings' })
    await until('it may be saved', async () => (await heard('settings.setValidityState')).length === 1)
    await page.evaluate(() => window.teams.say('settings.save', [{}]))
    await until('it is saved', async () => (await heard('settings.save.success')).length === 1)
    const url = `${api.url}/tab/`
    assert.deepEqual(await heard('settings.setSettings'), [
      [{ suggestedDisplayName: 'Alerts', entityId: 'alerts', contentUrl: url, websiteUrl: url }],
    ])
  })
})
