import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Frame } from 'playwright-core'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { newest, OTHERS, RUNNING, STOPPED } from '../../tab/test/batch-samples.ts'
import { buildTab } from '../../tab/test/build-tab.ts'
import { approval, CONTROLS } from '../../tab/test/isolation-samples.ts'
import { type Instead, openTab } from '../../tab/test/open-tab.ts'
import { ISOLATED, ME, machine, WAITING } from '../../tab/test/samples.ts'

/** Takes the pictures of the tab anew: `node docs/screens/take-tab.ts`. */
const MACHINE = `machine:${'1'.repeat(40)}`
const WARNED = {
  ...machine(Date.now()),
  warnings: [
    { text: 'Domain controller: sign-ins that need it stop working.', grave: true },
    {
      text: 'Sensor Inactive, last report 23 Nov 14:05 UTC: it may not hear of this for days.',
      grave: true,
    },
    { text: 'Server: what it serves is cut, too.', grave: false },
    { text: 'High device value: it matters to somebody.', grave: false },
  ],
  held: { is: 'second-person', why: 'A second person has to approve: it is a domain controller; its device value is High.' },
}
/** The same, for whatever else may be asked. */
const MORE_WARNED = {
  ...WARNED,
  more: WARNED.more.map((offer) => ({
    ...offer,
    ask: offer.ask && { ...offer.ask, warnings: WARNED.warnings, held: WARNED.held },
  })),
}
const SCREENS: readonly { name: string; subPage?: string; instead?: Instead; go?: (frame: Frame) => Promise<void> }[] = [
  { name: 'alerts' },
  { name: 'no-access', instead: ({ path }) => (path === '/api/tab/me' ? { ...ME, machineGroups: [] } : undefined) },
  { name: 'alert', subPage: 'alert:da631_-136' },
  {
    name: 'evidence',
    subPage: 'alert:da631_-136',
    go: (frame) =>
      frame
        .locator('.evidence')
        .first()
        .evaluate((one) => scrollTo(0, one.getBoundingClientRect().top - 110)),
  },
  { name: 'machine', subPage: MACHINE },
  { name: 'triage', subPage: 'alert:da631_-136', go: openTriage },
  { name: 'confirm', subPage: MACHINE, go: (frame) => frame.locator('.act').click() },
  {
    name: 'confirm-application',
    subPage: MACHINE,
    instead: ({ path }) => (path === '/api/tab/me' ? { ...ME, mode: 'application' } : undefined),
    go: (frame) => frame.locator('.act').click(),
  },
  { name: 'more', subPage: MACHINE, go: (frame) => frame.locator('.more').click() },
  { name: 'isolating', subPage: MACHINE, instead: machineIs(WAITING) },
  { name: 'isolated', subPage: MACHINE, instead: machineIs(ISOLATED) },
  { name: 'isolations', subPage: 'isolated' },
  {
    name: 'approval',
    subPage: MACHINE,
    instead: ({ path }) =>
      path === '/api/tab/controls' ? { ...CONTROLS, lead: true, approvals: [approval(Date.now())] } : undefined,
  },
  {
    name: 'approve',
    subPage: MACHINE,
    instead: ({ path, method }) =>
      path === '/api/tab/controls'
        ? { ...CONTROLS, lead: true, approvals: [approval(Date.now())] }
        : method === 'GET' && path.includes('/machines/')
          ? WARNED
          : undefined,
    go: (frame) => frame.locator('fluent-button', { hasText: 'Approve' }).click(),
  },
  {
    name: 'confirm-warned',
    subPage: MACHINE,
    instead: ({ path }) => (path.includes('/machines/') ? WARNED : undefined),
    go: (frame) => frame.locator('.act').click(),
  },
  {
    name: 'more-warned',
    subPage: MACHINE,
    instead: ({ path }) => (path.includes('/machines/') ? MORE_WARNED : undefined),
    go: restrict,
  },
  {
    name: 'stopped',
    instead: ({ path }) =>
      path === '/api/tab/controls'
        ? {
            ...CONTROLS,
            lead: true,
            stopped: { by: 'Lena Lead', at: new Date().toISOString() },
            approvals: [approval(Date.now())],
          }
        : undefined,
  },
  { name: 'hand-over', subPage: 'isolated', go: openHandOver },
  { name: 'select', go: selectAll },
  { name: 'several', go: confirmSeveral },
  { name: 'batch-running', instead: batchIs(RUNNING), go: openBatch },
  { name: 'batch-stopped', instead: batchIs(STOPPED), go: openBatch },
  { name: 'batch-on-list', instead: batchIs(RUNNING) },
  {
    name: 'batch-of-others',
    instead: ({ path }) => (path === '/api/tab/controls' ? { ...CONTROLS, lead: true, batches: [OTHERS] } : undefined),
  },
  { name: 'offline', subPage: MACHINE, go: (frame) => frame.page().context().setOffline(true) },
]

/** Teams's own letters are on no build machine; these stand in for them. */
const font = readFileSync(
  fileURLToPath(import.meta.resolve('@fontsource-variable/open-sans/files/open-sans-latin-wght-normal.woff2')),
)
const LETTERS = `@font-face { font-family: stand-in; src: url(data:font/woff2;base64,${font.toString('base64')}); font-weight: 300 800 }
html { --fontFamilyBase: stand-in !important } body { font-family: stand-in !important }`

await using built = await buildTab()
const browser = await openBrowser()
for (const { name, subPage = '', instead, go } of SCREENS) {
  for (const [theme, word] of [
    ['default', 'light'],
    ['dark', 'dark'],
    ['contrast', 'contrast'],
  ] as const) {
    const opening = { told: { theme, subPage }, phone: { deviceScaleFactor: 2, bypassCSP: true } }
    await using tab = await openTab(browser, built.dist, opening, instead)
    await tab.frame.locator('main[aria-busy=false]').waitFor()
    await tab.frame.addStyleTag({ content: LETTERS })
    await tab.frame.evaluate(() => document.fonts.load('16px stand-in'))
    await go?.(tab.frame)
    await tab.frame.waitForTimeout(300)
    await tab.page.screenshot({ path: join(import.meta.dirname, `tab-${name}-${word}.png`) })
  }
}
await browser.close()

async function openTriage(frame: Frame): Promise<void> {
  await frame.locator('fluent-button', { hasText: 'Triage' }).click()
  await frame.getByText('Whole incident').waitFor()
}

async function openHandOver(frame: Frame): Promise<void> {
  await frame.locator('.isolation').last().getByText('Hand over…').click()
  await frame.getByLabel('Hand over to').selectOption('oid-lee')
}

function machineIs(containment: typeof WAITING): Instead {
  return ({ path }) => (path.startsWith('/api/tab/machines/') ? machine(Date.now(), containment) : undefined)
}

async function restrict(frame: Frame): Promise<void> {
  await frame.locator('.more').click()
  await frame.locator('.offers fluent-button', { hasText: 'Restrict' }).click()
}

async function selectAll(frame: Frame): Promise<void> {
  await frame.getByText('Select machines').click()
  await frame.getByLabel('All machines of this list').check()
}

async function confirmSeveral(frame: Frame): Promise<void> {
  await selectAll(frame)
  await frame.locator('.select-bar .act').click()
  await frame.getByText('Isolate 3 machines?').waitFor()
}

async function openBatch(frame: Frame): Promise<void> {
  await frame.locator('.running').click()
  await frame.locator('.sheet .batch').waitFor()
}

function batchIs(batch: typeof RUNNING): Instead {
  return ({ path }) => (path === '/api/tab/batches' ? newest(batch) : undefined)
}
