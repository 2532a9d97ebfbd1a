import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import type { Demo } from '../../../infra/local/demo/start-demo.ts'
import { startDemo } from '../../../infra/local/demo/start-demo.ts'
import { openBrowser } from '../../../infra/local/test/browser.ts'
import { TEAM } from '../../../infra/local/world.ts'

const HIGH = TEAM.channels[1].id
const alert = {
  id: 'da1_1',
  title: 'Seen by a person',
  severity: 'High',
  status: 'New',
  incidentId: 7,
  machineId: 'a'.repeat(40),
  computerDnsName: 'host-a',
  alertCreationTime: '2026-11-02T09:05:00Z',
  lastUpdateTime: new Date().toISOString(),
}

describe('what a person sees in Teams', function () {
  this.timeout(60_000)
  let demo: Demo
  let browser: Browser

  before(async () => {
    browser = await openBrowser()
    demo = await startDemo(
      { port: 0, botPort: 0, alerts: [], machines: [], speed: 1, trickle: false, dataDir: null },
      AbortSignal.timeout(30_000),
      () => undefined,
    )
  })
  after(async () => {
    await browser?.close()
    await demo?.[Symbol.asyncDispose]()
  })

  const control = (path: string, method: string, body: unknown) =>
    fetch(`${demo.url}/control/${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

  it('a card arrives while they look, and changes in its place', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    const broken: string[] = []
    page.on('pageerror', (error) => broken.push(error.message))
    await page.goto(`${demo.url}/client/#/c/${HIGH}?as=responder`)
    await page.getByRole('feed').waitFor()
    assert.equal(await page.locator('[data-message-id]').count(), 0)

    await control('alerts', 'POST', [alert])
    const card = page.locator('[data-message-id]', { hasText: 'Seen by a person' })
    await card.waitFor({ timeout: 20_000 })
    const id = await card.getAttribute('data-message-id')

    await control('alerts/da1_1', 'PATCH', { status: 'InProgress', assignedTo: 'anna@fabrikam.example' })
    await page.locator(`[data-message-id="${id}"]`, { hasText: 'anna@fabrikam.example' }).waitFor({ timeout: 20_000 })
    assert.equal(await page.locator('[data-message-id]').count(), 1)
    assert.deepEqual(broken, [])
  })
})
