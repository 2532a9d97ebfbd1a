import { join } from 'node:path'
import { build } from 'vite'
import { startDemo } from '../../infra/local/demo/start-demo.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { TEAM } from '../../infra/local/world.ts'

/** Takes the pictures of the tab in the local client's phone anew: `node docs/screens/take-phone.ts`. */
await build({ root: join(import.meta.dirname, '../../tab'), logLevel: 'error' })
const options = { port: 0, botPort: 0, alerts: null, machines: null, speed: 1, trickle: false, dataDir: null }
await using demo = await startDemo(options, AbortSignal.timeout(60_000), () => undefined)
const browser = await openBrowser()
for (const theme of ['light', 'dark']) {
  const page = await browser.newPage({
    viewport: { width: 480, height: 932 },
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
  })
  const save = async (name: string) => {
    await page.mouse.move(0, 0) // else what is under it looks pointed at
    await page.screenshot({ path: join(import.meta.dirname, `phone-${name}-${theme}.png`) })
  }
  const tab = page.frameLocator('iframe')
  const place = `as=responder&theme=${theme}&frame=phone`
  await page.goto(`${demo.url}/client/#/?${place}`)
  await page.getByRole('button', { name: 'Alerts What' }).waitFor()
  await save('list')
  await page.getByRole('button', { name: 'Alerts What' }).click()
  await tab.locator('.alert-row').nth(3).waitFor()
  await save('alerts')

  await page.goto(`${demo.url}/client/#/c/${encodeURIComponent(TEAM.channels[1].id)}?${place}`)
  await page.getByRole('link', { name: 'Open machine' }).first().click()
  await tab.locator('.act-bar .act:not([disabled])').waitFor()
  await page.locator('.toast').last().waitFor({ state: 'hidden' })
  await save('machine')
  await tab.locator('.act-bar .act').click()
  await tab.locator('.sheet .act').waitFor()
  await save('confirm')
  await page.close()
}
await browser.close()
