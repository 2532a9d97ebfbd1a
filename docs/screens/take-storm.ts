import { join } from 'node:path'
import { until } from '../../bot/test/system/until.ts'
import { alertOn, HIGH, machineOf, startWhole } from '../../bot/test/system/whole.ts'
import { openBrowser } from '../../infra/local/test/browser.ts'

/** Takes the picture of a card that counts machines in a storm anew: `node docs/screens/take-storm.ts`. */
const MACHINES = 90
const idOf = (n: number): string => n.toString(16).padStart(40, 'a')
const names = Array.from({ length: MACHINES }, (_, n) => `fab-ws-${String(n).padStart(4, '0')}`)
const alerts = names.map((name, n) =>
  alertOn('1', 'Workstations', {
    id: `da-storm-${n}_1`,
    title: 'A file was encrypted by an unknown process',
    incidentId: 4711,
    machineId: idOf(n),
    computerDnsName: name,
    alertCreationTime: new Date(Date.now() - 60_000).toISOString(),
  }),
)
const machines = names.map((name, n) => machineOf('1', 'Workstations', { id: idOf(n), computerDnsName: name }))

const browser = await openBrowser()
await using whole = await startWhole([], machines)
await whole.control('alerts', alerts)
const counting = await until('a card that counts', () => whole.find(HIGH, 'machines of this incident'), 60_000)
for (const theme of ['light', 'dark'] as const) {
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  await page.goto(`${whole.demo.url}/client/#/c/${encodeURIComponent(HIGH)}?as=responder&theme=${theme}`)
  const card = page.locator(`[data-message-id="${counting.id}"]`)
  await card.waitFor()
  await card.evaluate((element) => element.scrollIntoView({ block: 'end' }))
  await page.screenshot({ path: join(import.meta.dirname, `storm-${theme}.png`) })
  await page.close()
}
await browser.close()
