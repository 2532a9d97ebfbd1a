import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { until } from '../../bot/test/system/until.ts'
import { alertOn, GENERAL, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'

/** Takes the pictures of a second person and of the kill switch anew: `node docs/screens/take-policy.ts`. */
const browser = await openBrowser()
for (const theme of ['light', 'dark']) await approval(theme)
await browser.close()

/** From the confirm step with its warnings to the approval, and everything stopped. */
async function approval(theme: string): Promise<void> {
  await using whole = await startWhole(
    [
      alertOn('1', 'Servers', { title: 'Directory replication was asked for by a workstation' }),
      alertOn('2', 'Workstations', { title: 'A ransom note was written to many folders' }),
    ],
    [
      machineOf('1', 'Servers', {
        osPlatform: 'WindowsServer2022',
        deviceValue: 'High',
        healthStatus: 'Inactive',
        lastSeen: new Date(Date.now() - 26 * 3_600_000).toISOString(),
        machineTags: ['Domain Controller', 'Tier 0'],
      }),
      machineOf('2', 'Workstations'),
    ],
  )
  const card = await whole.saying(HIGH, 'Directory replication')
  for (const account of ['responder', 'lead']) await whole.click(account, card, 'isolate', { signIn: true })

  const responder = await open(whole.demo.url, 'responder', theme)
  const one = cardOf(responder, '1')
  await one.getByRole('button', { name: 'Isolate' }).click()
  await one.getByRole('button', { name: 'Ask for approval' }).waitFor()
  await show(responder, one, 'confirm-warned', theme)
  await one.getByRole('button', { name: 'Ask for approval' }).click()
  await one.getByText('Approval asked').waitFor()
  await responder.reload()
  await one.getByRole('button', { name: 'Approve' }).waitFor()
  await show(responder, one, 'approval-asked', theme)
  await responder.getByText('asks for a second person').first().waitFor()
  await one.getByRole('button', { name: 'Approve' }).click()
  await one.getByText('You asked for this yourself').waitFor()
  await show(responder, one, 'approval-refused', theme)
  await responder.close()

  const lead = await open(whole.demo.url, 'lead', theme)
  const same = cardOf(lead, '1')
  await same.getByRole('button', { name: 'Approve' }).click()
  await same.getByText('Approve: isolate').waitFor()
  await show(lead, same, 'approval-step', theme)
  await same.getByRole('button', { name: 'Approve and isolate now' }).click()
  await same.getByText('Defender recorded lead').waitFor({ timeout: 60_000 })
  await show(lead, same, 'approval-given', theme)

  await whole.control('messages', { account: 'lead', conversation: GENERAL, text: 'stop actions' })
  const draft = await until('the draft', () => whole.find(GENERAL, 'draftId'))
  await whole.click('lead', draft, 'confirm-draft')
  const two = cardOf(lead, '2')
  await two.getByText('All actions are stopped').waitFor()
  await show(lead, two, 'stopped', theme)
  await lead.close()
}

async function open(url: string, account: string, theme: string): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  await page.goto(`${url}/client/#/c/${encodeURIComponent(HIGH)}?as=${account}&theme=${theme}`)
  await cardOf(page, '2').waitFor()
  await page.reload() // what was news when the page came up no longer is
  await cardOf(page, '2').waitFor()
  return page
}

function cardOf(page: Page, digit: string): Locator {
  return page.locator('[data-message-id]', { hasText: `host-${digit}` }).first()
}

async function show(page: Page, card: Locator, name: string, theme: string): Promise<void> {
  await page.mouse.move(0, 0) // else what is under it looks pointed at
  await card.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(import.meta.dirname, `${name}-${theme}.png`) })
}
