import assert from 'node:assert/strict'
import { until } from '../../bot/test/system/until.ts'
import { ISOLATED, ME, machine, problem, WAITING } from './samples.ts'
import { MACHINE, tabInTeams } from './tab-in-teams.ts'

describe('one machine in the tab', () => {
  const { openMachine, see, heard, posts } = tabInTeams()

  it('isolates by two taps, and shows in place what came of it', async () => {
    const tab = await openMachine(({ method }) => {
      if (method !== 'POST') return undefined
      tab.containment = WAITING
      return WAITING
    })
    await tab.frame.locator('.act', { hasText: 'Isolate' }).click()
    await tab.frame.locator('.sheet h2:focus', { hasText: 'Isolate fin-laptop-07?' }).waitFor()
    await tab.frame.locator('.sheet .act', { hasText: 'Isolate now' }).click()
    await tab.frame.locator('.containment', { hasText: 'Isolating, waiting for the machine' }).waitFor()
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
    await tab.frame.locator('.act', { hasText: 'Cancel isolation' }).waitFor()

    tab.containment = ISOLATED
    await until('somebody follows', async () => tab.api.following === 1)
    tab.api.tell({ type: 'machine', id: MACHINE })
    await tab.frame.locator('.containment', { hasText: 'done 24 Nov' }).waitFor()
    await tab.frame.locator('.act', { hasText: 'Release' }).waitFor()
  })

  it('names a containment by its name, and leaves its release to what else can be asked', async () => {
    const tab = await openMachine()
    await tab.frame.locator('.act').waitFor()
    tab.containment = { ...ISOLATED, of: 'Containment', headline: 'Contained', next: null }
    await until('somebody follows', async () => tab.api.following === 1)
    tab.api.tell({ type: 'machine', id: MACHINE })
    await tab.frame.getByRole('status', { name: 'Containment' }).getByText('Contained').waitFor()
    await tab.frame.locator('.act', { hasText: 'See under More' }).waitFor()
  })

  it('says how, why and nothing more than was chosen', async () => {
    const { frame } = await openMachine(({ method }) => (method === 'POST' ? WAITING : undefined))
    await frame.locator('.act').click()
    await frame.getByText('Outlook, Teams and Skype').click()
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
    const tab = await openMachine(({ method }) => {
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
    await tab.frame.locator('.act').click()
    await tab.frame.locator('.sheet .act').click()
    await tab.frame.locator('.sheet fluent-button', { hasText: 'Sign in' }).click()
    await tab.frame.locator('.containment', { hasText: 'waiting for the machine' }).waitFor()

    const [first] = await heard('authentication.authenticate')
    assert.equal(first?.[0], `${tab.api.url}/auth/start?state=s`)
    const claims = (await heard('authentication.getAuthToken')).map((args) => args[1])
    assert.ok(claims.some((one) => JSON.stringify(one) === '["{\\"c\\":1}"]'))
  })

  it('goes back without asking, with the focus where it was', async () => {
    const { frame } = await openMachine()
    await frame.locator('.act').click()
    await frame.locator('.sheet fluent-button', { hasText: 'Back' }).click()
    await frame.locator('.sheet').waitFor({ state: 'detached' })
    await frame.locator('.act:focus').waitFor()
    assert.equal(posts().length, 0)
  })

  it('asks nothing when something changed while the step was open', async () => {
    const tab = await openMachine()
    await until('somebody follows', async () => tab.api.following === 1)
    await tab.frame.locator('.act').click()
    tab.containment = WAITING
    tab.api.tell({ type: 'machine', id: MACHINE })
    await see('Meanwhile: Isolating, waiting for the machine. Go back and look.')
    assert.ok(await tab.frame.locator('.sheet .act').evaluate((button) => button.hasAttribute('disabled')))
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

  it('shows what else can be asked, and asks for it by two taps more', async () => {
    const { frame } = await openMachine(({ method, path }) => {
      if (method !== 'POST') return undefined
      return path.endsWith('/package') ? { url: 'https://packages.example/p.zip?token=t' } : { headline: 'Antivirus scan: asked' }
    })
    await frame.locator('.more').click()
    await see('Quick, succeeded 24 Nov 02:41 UTC, asked by lee@fabrikam.example 24 Nov 02:25 UTC')
    await frame.locator('.offers fluent-button', { hasText: 'Get the package' }).click()
    const link = frame.locator('.offers fluent-anchor-button', { hasText: 'Download' })
    assert.equal(await link.getAttribute('href'), 'https://packages.example/p.zip?token=t')

    await frame.locator('.offers fluent-button', { hasText: 'Scan' }).click()
    await frame.locator('.sheet label', { hasText: 'Every file' }).click()
    await frame.locator('.sheet .act', { hasText: 'Scan now' }).click()
    await until('it is asked', async () => posts().length === 2)
    assert.deepEqual(posts()[1], {
      ...posts()[1],
      path: `/api/tab/machines/${MACHINE}/scan`,
      body: {
        generation: 7,
        reason: 'Memory of lsass.exe was read by an unusual process (incident 4711)',
        isolationType: null,
        scanType: 'Full',
      },
    })
  })
})
