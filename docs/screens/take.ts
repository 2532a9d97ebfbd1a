import { join } from 'node:path'
import { until } from '../../bot/test/system/until.ts'
import { startDemo } from '../../infra/local/demo/start-demo.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { TEAM } from '../../infra/local/world.ts'

/** Takes the pictures of this folder anew: `node docs/screens/take.ts`. */
const options = { port: 0, botPort: 0, alerts: null, machines: null, speed: 1, trickle: false, dataDir: null }
await using demo = await startDemo(options, AbortSignal.timeout(60_000), () => undefined)
const browser = await openBrowser()
for (const theme of ['light', 'dark']) {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  await page.goto(`${demo.url}/client/#/c/${TEAM.channels[1].id}?as=responder&theme=${theme}`)
  await until('the cards', async () => (await page.locator('[data-message-id]').count()) >= 4)
  await page.reload() // what was news when the page came up no longer is
  await page.locator('[data-message-id]', { hasText: 'lsass' }).first().scrollIntoViewIfNeeded()
  await page.screenshot({ path: join(import.meta.dirname, `channel-${theme}.png`) })
  await page.close()
  const desktop = await browser.newPage({ viewport: { width: 1280, height: 860 } })
  await desktop.goto(`${demo.url}/client/#/c/${TEAM.channels[0].id}?as=responder&theme=${theme}`)
  await until('the cards', async () => (await desktop.locator('[data-message-id]').count()) >= 4)
  await desktop.screenshot({ path: join(import.meta.dirname, `desktop-${theme}.png`) })
  await desktop.close()
}
await browser.close()
