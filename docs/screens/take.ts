import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { until } from '../../bot/test/system/until.ts'
import { alertOn, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { startDemo } from '../../infra/local/demo/start-demo.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { TEAM } from '../../infra/local/world.ts'

/** Takes the pictures of this folder anew: `node docs/screens/take.ts`. */
const browser = await openBrowser()
const save = (page: Page, name: string, theme: string) =>
  page.screenshot({ path: join(import.meta.dirname, `${name}-${theme}.png`) })

for (const theme of ['light', 'dark']) {
  await channel(theme)
  await containment(theme)
  await triage(theme)
  await others(theme)
}
await browser.close()

/** What the demo opens with. */
async function channel(theme: string): Promise<void> {
  const options = { port: 0, botPort: 0, alerts: null, machines: null, speed: 1, trickle: false, dataDir: null }
  await using demo = await startDemo(options, AbortSignal.timeout(60_000), () => undefined)
  const phone = await open(demo.url, TEAM.channels[1].id, 'responder', theme, 4)
  await phone.reload() // what was news when the page came up no longer is
  await phone.locator('[data-message-id]', { hasText: 'lsass' }).first().scrollIntoViewIfNeeded()
  await save(phone, 'channel', theme)
  await phone.close()
  const desktop = await open(demo.url, TEAM.channels[0].id, 'responder', theme, 4, { width: 1280, height: 860 })
  await desktop.reload()
  await desktop.locator('[data-message-id]').first().waitFor()
  await save(desktop, 'desktop', theme)
  await desktop.close()
}

/** From a tap to containment and back, a refusal, and a machine that is offline. */
async function containment(theme: string): Promise<void> {
  await using whole = await startWhole(
    [
      alertOn('1', 'Workstations', {
        title: 'Memory of lsass.exe was read by an unusual process',
        ...at(10),
        relatedUser: { userName: 'nora', domainName: 'FABRIKAM' },
        loggedOnUsers: [{ accountName: 'adm-sven', domainName: 'FABRIKAM' }],
      }),
      alertOn('2', 'Servers', { title: 'A scheduled task runs an encoded command', ...at(20) }),
      alertOn('3', 'Workstations', { title: 'A ransom note was written to many folders', ...at(30) }),
    ],
    [
      machineOf('1', 'Workstations'),
      machineOf('2', 'Servers', { osPlatform: 'WindowsServer2022', deviceValue: 'High' }),
      machineOf('3', 'Workstations', { healthStatus: 'Inactive', lastSeen: minutesAgo(26 * 60) }),
    ],
  )
  await whole.saying(HIGH, 'ransom note')
  const page = await open(whole.demo.url, HIGH, 'responder', theme, 3)
  await page.reload()
  const one = cardOf(page, '1')
  await one.getByRole('button', { name: 'Isolate' }).click()
  await one.getByRole('button', { name: 'Sign in' }).waitFor()
  await show(page, one, 'sign-in', theme)
  const [popup] = await Promise.all([page.waitForEvent('popup'), one.getByRole('button', { name: 'Sign in' }).click()])
  await popup.setViewportSize({ width: 390, height: 844 })
  await save(popup, 'sign-in-page', theme)
  await popup.getByRole('button', { name: 'Robin Responder' }).click()
  await one.getByText('Isolate host-1?').waitFor()
  await show(page, one, 'confirm', theme)
  await one.getByRole('button', { name: 'Isolate now' }).click()
  await one.getByText('Isolating', { exact: true }).waitFor({ timeout: 60_000 })
  await show(page, one, 'isolating', theme)
  await whole.carryOut()
  await one.getByText('Isolated', { exact: true }).waitFor({ timeout: 60_000 })
  await show(page, one, 'isolated', theme)

  const offline = cardOf(page, '3')
  await offline.getByRole('button', { name: 'Isolate' }).click()
  await offline.getByRole('button', { name: 'Isolate now' }).click()
  await offline.getByText('will be tried until').waitFor()
  await show(page, offline, 'waiting', theme)
  await page.close()

  const other = await open(whole.demo.url, HIGH, 'outsider', theme, 3)
  const two = cardOf(other, '2')
  await two.getByRole('button', { name: 'Isolate' }).click()
  const [window] = await Promise.all([other.waitForEvent('popup'), two.getByRole('button', { name: 'Sign in' }).click()])
  await window.getByRole('button', { name: 'Otto Outsider' }).click()
  await two.getByText('Nothing was done').waitFor()
  await show(other, two, 'refused', theme)
  await other.close()
}

/** A whole incident is looked at, resolved, and stands so in the channel. */
async function triage(theme: string): Promise<void> {
  const incident = { incidentId: 4711, ...at(10) }
  await using whole = await startWhole(
    [
      alertOn('1', 'Workstations', { title: 'Memory of lsass.exe was read by an unusual process', ...incident }),
      alertOn('1', 'Workstations', { id: 'da-1_2', title: 'A new service was installed remotely', ...incident }),
      alertOn('2', 'Servers', { title: 'A scheduled task runs an encoded command', ...incident }),
    ],
    [machineOf('1', 'Workstations'), machineOf('2', 'Servers', { osPlatform: 'WindowsServer2022' })],
  )
  const card = await whole.saying(HIGH, 'host-1')
  await whole.click('responder', card, 'triage', { signIn: true })
  const page = await open(whole.demo.url, HIGH, 'responder', theme, 2)
  await page.reload()
  const one = cardOf(page, '1')
  await one.getByRole('button', { name: 'Triage' }).click()
  await one.getByText('Whole incident').waitFor()
  await show(page, one, 'triage', theme)
  await one.getByText('Whole incident').click()
  await one.getByLabel('Classification').selectOption({ label: 'Expected activity: security test' })
  await one.getByLabel('Comment, kept by Defender').fill('Red team exercise of this week')
  await one.getByRole('button', { name: 'Resolve' }).click()
  await one.getByText('Resolved · Expected activity').waitFor()
  await page.locator('.toast').last().waitFor({ state: 'hidden' })
  await show(page, one, 'triaged', theme)
  await page.close()
}

/** What else can be asked of a machine, and a file that is stopped. */
async function others(theme: string): Promise<void> {
  const evidence = [
    { entityType: 'File', fileName: 'upd.exe', filePath: 'C:\\Users\\nora\\AppData\\Local\\Temp', sha1: '3f'.repeat(20) },
    { entityType: 'File', fileName: 'nightly.ps1', filePath: 'C:\\ProgramData', sha1: 'a7'.repeat(20) },
  ]
  const title = 'Memory of lsass.exe was read by an unusual process'
  await using whole = await startWhole(
    [alertOn('1', 'Workstations', { title, ...at(10), evidence })],
    [machineOf('1', 'Workstations')],
  )
  await whole.saying(HIGH, 'lsass')
  const page = await open(whole.demo.url, HIGH, 'responder', theme, 1)
  const one = cardOf(page, '1')
  const tap = (name: string) => one.getByRole('button', { name, exact: true }).click()
  await tap('More')
  const [popup] = await Promise.all([page.waitForEvent('popup'), tap('Sign in')])
  await popup.getByRole('button', { name: 'Robin Responder' }).click()
  await tap('Collect')
  await tap('Collect now')
  await one.getByText('waiting for the machine').waitFor()
  await whole.carryOut()
  await one.getByText('succeeded').waitFor({ timeout: 60_000 })
  await whole.saying('a:1pocketsoc-local-chat-responder', 'is ready')
  await page.reload() // what was news no longer is
  await tap('More')
  await one.getByText('More for host-1').waitFor()
  await show(page, one, 'more', theme)
  await tap('Choose')
  await one.getByText('Stop and quarantine a file').waitFor()
  await show(page, one, 'quarantine', theme)
  await page.close()
}

async function open(
  url: string,
  conversation: string,
  account: string,
  theme: string,
  cards: number,
  viewport = { width: 390, height: 844 },
): Promise<Page> {
  const page = await browser.newPage({
    viewport,
    deviceScaleFactor: viewport.width < 500 ? 2 : 1,
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  await page.goto(`${url}/client/#/c/${encodeURIComponent(conversation)}?as=${account}&theme=${theme}`)
  await until('the cards', async () => (await page.locator('[data-message-id]').count()) >= cards)
  return page
}

function cardOf(page: Page, digit: string): Locator {
  return page.locator('[data-message-id]', { hasText: `host-${digit}` }).first()
}

/** When an alert's activity began and ended, and when Defender raised it. */
function at(minutes: number) {
  const when = minutesAgo(minutes)
  return { firstEventTime: when, lastEventTime: when, alertCreationTime: when }
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

async function show(page: Page, card: Locator, name: string, theme: string): Promise<void> {
  await page.mouse.move(0, 0) // else what is under it looks pointed at
  await card.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await save(page, name, theme)
}
