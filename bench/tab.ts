import type { Browser, CDPSession } from 'playwright-core'
import { alertOn, HIGH, machineOf, startWhole } from '../bot/test/system/whole.ts'
import { openBrowser } from '../infra/local/test/browser.ts'
import { buildForBot } from '../tab/test/build-tab.ts'
import { PHONE } from '../tab/test/open-tab.ts'
import { showInTeams, type Told } from '../tab/test/teams-host.ts'
import type { Figure } from './figure.ts'
import { quantile } from './figure.ts'

const RUNS = 7
/** A middling phone on a slow mobile network: bytes a second, and the wait before each answer. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
const SLOWER_PROCESSOR = 4
/** How long Microsoft's list of hosts keeps teams-js waiting, which the tab must not. */
const LIST_OF_HOSTS_MS = 1_000

/** What one opening measured: bones are no content to a browser, the title of the screen is; times in ms since the frame began to load, sizes in bytes on the wire. */
interface Opening {
  readonly skeleton: number
  readonly titled: number
  readonly usable: number
  readonly shifted: number
  readonly script: number
  readonly everything: number
}

declare global {
  interface Window {
    /** What the page has seen of itself. */
    seen: { usable: number; shifted: number }
  }
}

/** A machine is opened by a deep link on a phone, with an empty cache; the service is the real one and reads the machine live. */
export async function tab(): Promise<Figure[]> {
  await buildForBot()
  await using whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
  await whole.saying(HIGH, '"Alert on 1"')
  const browser = await openBrowser()
  const runs: Opening[] = []
  try {
    await open(browser, whole) // the service and the browser warm
    for (let run = 0; run < RUNS; run += 1) runs.push(await open(browser, whole))
  } finally {
    await browser.close()
  }
  const median = (what: keyof Opening) =>
    quantile(
      runs.map((run) => run[what]),
      0.5,
    )
  return [
    { what: 'tab: scripts of the first screen, gzip', measured: median('script') / 1000, unit: 'kB', target: 90 },
    { what: 'tab: first screen in all, on the wire', measured: median('everything') / 1000, unit: 'kB', target: 130 },
    { what: 'tab: skeleton (first paint), median', measured: median('skeleton') / 1000, unit: 's', target: 1 },
    { what: 'tab: title (contentful paint), median', measured: median('titled') / 1000, unit: 's', target: 1.5 },
    { what: 'tab: machine shown, Isolate enabled, median', measured: median('usable') / 1000, unit: 's', target: 2 },
    { what: 'tab: layout shift, median', measured: median('shifted'), unit: '', target: 0.02 },
  ]
}

async function open(browser: Browser, { demo, control }: Awaited<ReturnType<typeof startWhole>>): Promise<Opening> {
  const { token } = await control('sso-token', { account: 'responder' })
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const site = `http://localhost:${demo.botPort}`
  await page.route('https://res.cdn.office.net/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, LIST_OF_HOSTS_MS))
    await route.abort().catch(() => undefined)
  })
  await page.addInitScript(watchItself)
  // Site isolation is off here: the frame belongs to the page's session.
  const devtools = await context.newCDPSession(page)
  const sizes = await weigh(devtools, `${site}/`)
  await devtools.send('Network.emulateNetworkConditions', NETWORK)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR })
  const told: Partial<Told> = { subPage: `machine:${'1'.repeat(40)}`, token: [true, token] }
  const frame = await showInTeams(page, `${site}/tab/`, told)
  await frame.waitForFunction(() => window.seen.usable > 0)
  if (sizes.script === 0) throw new Error('No script was seen to arrive')
  const seen = await frame.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN
    return { ...window.seen, skeleton: at('first-paint'), titled: at('first-contentful-paint') }
  })
  await context.close()
  return { ...seen, ...sizes }
}

/** Adds up what arrives from the site, as it was on the wire, until somebody could act. */
async function weigh(devtools: CDPSession, site: string): Promise<{ script: number; everything: number }> {
  const sizes = { script: 0, everything: 0 }
  const kinds = new Map<string, string>()
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (response.url.startsWith(site)) kinds.set(requestId, type)
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (kinds.has(requestId)) sizes.everything += encodedDataLength
    if (kinds.get(requestId) === 'Script') sizes.script += encodedDataLength
  })
  await devtools.send('Network.enable')
  return sizes
}

/** In the page: notes when isolating is offered, and how far things moved. */
function watchItself(): void {
  const seen = { usable: 0, shifted: 0 }
  window.seen = seen
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if ('value' in entry) seen.shifted += Number(entry.value)
  }).observe({ type: 'layout-shift', buffered: true })
  new MutationObserver(() => {
    if (seen.usable === 0 && document.querySelector('.act:not([disabled])')) seen.usable = performance.now()
  }).observe(document, { subtree: true, childList: true, attributes: true })
}
