import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { TabProblem } from '../../bot/tab-contract.ts'
import { until } from '../../bot/test/system/until.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { buildTab } from './build-tab.ts'
import { type Instead, type Opening, type OpenTab, openTab } from './open-tab.ts'
import { alerts, ISOLATED, ME, machine, WAITING } from './samples.ts'

const MACHINE = '1'.repeat(40)
const problem = (status: number, detail: string, more: Partial<TabProblem> = {}): TabProblem => ({
  type: 'about:blank',
  status,
  title: 'Not done',
  detail,
  ...more,
})

describe('the tab in Teams', () => {
  let built: Awaited<ReturnType<typeof buildTab>>
  let browser: Browser
  let tab: OpenTab

  before(async () => {
    built = await buildTab()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await built[Symbol.asyncDispose]()
  })
  afterEach(async () => {
    await tab[Symbol.asyncDispose]()
    assert.deepEqual(tab.complaints, [])
  })

  async function open(opening: Opening = {}, instead?: Instead): Promise<OpenTab> {
    tab = await openTab(browser, built.dist, opening, instead)
    return tab
  }
  const openMachine = (instead?: Instead) => open({ told: { subPage: `machine:${MACHINE}` } }, instead)
  const see = (text: string | RegExp) => tab.frame.getByText(text).first().waitFor()
  const heard = (page: Page, func: string) =>
    page.evaluate((one) => window.teams.heard.filter((said) => said.func === one).map(({ args }) => args), func)
  const posts = () => tab.api.asked.filter(({ method }) => method === 'POST')

  describe('the list', () => {
    it('says of each alert how bad, what, where and how old, and how old all of it is', async () => {
      const { frame, api } = await open()
      const row = frame.locator('.alert-row').first()
      await row.waitFor()

      const text = (await row.innerText()).replace(/\s+/g, ' ')
      assert.match(text, /^HIGH New 4 min ago Memory of lsass.exe was read by an unusual process fin-laptop-07 .*Workstations$/)
      await see(/^Defender read \d\d:\d\d UTC$/)
      await see('12 older alerts not shown.')
      assert.ok(api.asked.every(({ token }) => token === 'token-1'))
    })

    it('asks for what the filters and the search say', async () => {
      const { frame, api } = await open()
      await frame.getByLabel('Severity').selectOption('Medium and up')
      await frame.getByLabel('Machine group').selectOption('Servers')
      await frame.locator('fluent-text-input input').fill('powershell')

      await until('the search', async () => api.asked.some(({ query }) => query.get('q') === 'powershell'))
      const { query } = api.asked.findLast(({ path }) => path === '/api/tab/alerts')!
      assert.deepEqual(Object.fromEntries(query), {
        severity: 'medium',
        status: 'New,InProgress',
        group: 'Servers',
        q: 'powershell',
      })
    })

    it('says that nothing is open, and that nothing matches', async () => {
      const { frame } = await open({}, ({ path }) =>
        path === '/api/tab/alerts' ? { alerts: [], more: 0, asOf: new Date().toISOString() } : undefined,
      )
      await see('Nothing open')
      await frame.getByLabel('Severity').selectOption('High')
      await see('No alert matches')
      await frame.getByText('Show all open').click()
      await see('Nothing open')
    })

    it('tells somebody without access whom to ask, and offers nothing to filter', async () => {
      const { frame } = await open({}, ({ path }) => (path === '/api/tab/me' ? { ...ME, machineGroups: [] } : undefined))
      await see('Defender shows you no machines')
      assert.equal(await frame.locator('select').count(), 0)
    })

    it('tells a refusal in its own words and reads again when asked', async () => {
      let down = true
      const { frame } = await open({}, ({ path }) =>
        down && path === '/api/tab/alerts' ? problem(503, 'The store is being moved.') : undefined,
      )
      await see('The store is being moved.')
      down = false
      await frame.getByText('Try again').click()
      await frame.locator('.alert-row').first().waitFor()
      assert.equal(await frame.locator('.trouble').count(), 0)
    })

    it('follows changes, and opens a stream that broke again', async () => {
      let title = 'Before'
      const { api } = await open({}, ({ path }) => {
        const all = alerts(Date.now())
        return path === '/api/tab/alerts' ? { ...all, alerts: [{ ...all.alerts[0], title }] } : undefined
      })
      await see('Before')
      await until('somebody follows', async () => api.following === 1)
      title = 'After'
      api.tell({ type: 'alerts' })
      await see('After')

      title = 'Missed'
      api.breakStreams()
      await see('Missed')
    })
  })

  describe('one alert', () => {
    it('shows what it rests on, and puts a value on the clipboard', async () => {
      const { frame } = await open({ told: { subPage: 'alert:da631_-136' } })
      for (const text of ['Credential access', 'FABRIKAM\\nora', 'T1003.001', 'Nora is on holiday', 'Also in incident 4711'])
        await see(text)
      await frame.locator('[aria-label="Copy SHA-256"]').click()
      await frame.locator('#said', { hasText: 'SHA-256 copied' }).waitFor({ state: 'attached' })
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
      assert.equal((await heard(page, 'navigateBack')).length, 0)

      await page.evaluate(() => window.teams.say('backButtonPress', []))
      await until('Teams goes back itself', async () => (await heard(page, 'navigateBack')).length === 1)
    })
  })

  describe('one machine', () => {
    it('isolates by two taps, and shows in place what came of it', async () => {
      const { frame, api } = await openMachine(({ method }) => {
        if (method !== 'POST') return undefined
        tab.containment = WAITING
        return WAITING
      })
      await frame.locator('.act', { hasText: 'Isolate' }).click()
      await frame.locator('.sheet h2:focus', { hasText: 'Isolate fin-laptop-07?' }).waitFor()
      await frame.locator('.sheet .act', { hasText: 'Isolate now' }).click()
      await frame.locator('.containment', { hasText: 'Isolating, waiting for the machine' }).waitFor()
      assert.deepEqual(
        posts().map(({ path, body }) => ({ path, body })),
        [
          {
            path: `/api/tab/machines/${MACHINE}/isolate`,
            body: {
              generation: 3,
              reason: 'Memory of lsass.exe was read by an unusual process (incident 4711)',
              isolationType: 'Full',
            },
          },
        ],
      )
      await frame.locator('.act', { hasText: 'Cancel isolation' }).waitFor()

      tab.containment = ISOLATED
      await until('somebody follows', async () => api.following === 1)
      api.tell({ type: 'machine', id: MACHINE })
      await frame.locator('.containment', { hasText: 'done 24 Nov' }).waitFor()
      await frame.locator('.act', { hasText: 'Release' }).waitFor()
    })

    it('says how, why and nothing more than was chosen', async () => {
      const { frame } = await openMachine(({ method }) => (method === 'POST' ? WAITING : undefined))
      await frame.locator('.act').click()
      await frame.getByText('Outlook and Teams keep working').click()
      await frame.locator('fluent-textarea textarea').fill('Seen on the phone')
      await frame.locator('.sheet .act').click()
      await until('it is asked', async () => posts().length === 1)
      assert.deepEqual(posts()[0]?.body, { generation: 3, reason: 'Seen on the phone', isolationType: 'Selective' })
    })

    it('tells a refusal in its own words and does nothing by itself', async () => {
      const { frame } = await openMachine(({ method }) =>
        method === 'POST' ? problem(403, 'Defender refused. Isolating needs the role Active remediation actions.') : undefined,
      )
      await frame.locator('.act').click()
      await frame.locator('.sheet .act').click()
      await see(/^Defender refused\. Isolating needs/)
      assert.equal(posts().length, 1)
    })

    it('signs in by one tap when the API wants it, and goes on with the claims', async () => {
      let refused = false
      const { frame, page } = await openMachine(({ method }) => {
        if (method !== 'POST') return undefined
        if (refused) {
          tab.containment = WAITING
          return WAITING
        }
        refused = true
        return problem(401, 'Sign in, so that it runs as you.', {
          need: 'sign-in',
          signInUrl: '/auth/start?state=s',
          claims: '{"c":1}',
        })
      })
      await frame.locator('.act').click()
      await frame.locator('.sheet .act').click()
      await frame.locator('.sheet fluent-button', { hasText: 'Sign in' }).click()
      await frame.locator('.containment', { hasText: 'waiting for the machine' }).waitFor()

      const [first] = await heard(page, 'authentication.authenticate')
      assert.equal(first?.[0], `${tab.api.url}/auth/start?state=s`)
      const claims = (await heard(page, 'authentication.getAuthToken')).map((args) => args[1])
      assert.ok(claims.some((one) => JSON.stringify(one) === '["{\\"c\\":1}"]'))
    })

    it('asks nothing when something changed while the step was open', async () => {
      const { frame, api } = await openMachine()
      await until('somebody follows', async () => api.following === 1)
      await frame.locator('.act').click()
      tab.containment = WAITING
      api.tell({ type: 'machine', id: MACHINE })
      await see('Meanwhile: Isolating, waiting for the machine. Go back and look.')
      assert.ok(await frame.locator('.sheet .act').evaluate((button) => button.hasAttribute('disabled')))
    })

    it('does not repeat a request whose answer was lost, and reads what stands', async () => {
      const { frame, api, page } = await openMachine()
      await frame.locator('.act:not([disabled])').waitFor()
      let sent = 0
      await page.route('**/isolate', (route) => {
        sent += 1
        return route.abort('connectionreset')
      })
      await frame.locator('.act').click()
      const read = api.asked.length
      await frame.locator('.sheet .act').click()
      await see(/^It may have been asked/)
      await until('what stands is read', async () => api.asked.length > read)
      assert.equal(sent, 1)
    })

    it('keeps what it has when the network goes, says how old it is, and will not act', async () => {
      const { frame, page } = await openMachine()
      await frame.locator('.act', { hasText: 'Isolate' }).waitFor()
      await page.context().setOffline(true)
      await see(/^Offline\. Defender read \d\d:\d\d UTC$/)
      await see('You are offline. Isolating and releasing need a connection.')
      assert.ok(await frame.locator('.act').evaluate((button) => button.hasAttribute('disabled')))
      await see('FABRIKAM\\adm-sven')

      await page.context().setOffline(false)
      await see(/^Defender read \d\d:\d\d UTC/)
      await frame.locator('.act:not([disabled])').waitFor()
    })

    it('says why somebody may not act, and whom Defender recorded when it was somebody else', async () => {
      const other = { ...ISOLATED, recorded: 'Defender recorded sam@fabrikam.example, not who asked here.', matches: false }
      const { frame } = await openMachine(({ path }) => {
        if (path === '/api/tab/me') return { ...ME, readOnly: 'Acting is switched off here.' }
        return path.startsWith('/api/tab/machines/') ? machine(Date.now(), other) : undefined
      })
      await see('Acting is switched off here.')
      await frame.locator('.loud', { hasText: 'not who asked here' }).waitFor()
    })
  })

  describe('as a guest of Teams', () => {
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
        token === null
          ? problem(401, 'Sign in to see alerts.', { need: 'sign-in', signInUrl: '/auth/start?state=s' })
          : undefined,
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
      const { frame, page } = await open()
      await frame.locator('.alert-row').first().waitFor()
      assert.equal((await heard(page, 'appInitialization.success')).length, 1)
      assert.deepEqual(await frame.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0])
    })

    it('says so when it is not in Teams', async () => {
      const { api, page } = await open()
      await page.goto(`${api.url}/tab/`)
      await page.getByText('Open this in Teams').waitFor()
    })

    it('sets itself up in a channel, for phones too', async () => {
      const { page, api } = await open({ page: '/tab/config.html', frameContext: 'settings' })
      await until('it may be saved', async () => (await heard(page, 'settings.setValidityState')).length === 1)
      await page.evaluate(() => window.teams.say('settings.save', [{}]))
      await until('it is saved', async () => (await heard(page, 'settings.save.success')).length === 1)
      const url = `${api.url}/tab/`
      assert.deepEqual(await heard(page, 'settings.setSettings'), [
        [{ suggestedDisplayName: 'Alerts', entityId: 'alerts', contentUrl: url, websiteUrl: url }],
      ])
    })
  })
})
