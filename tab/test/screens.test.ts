import assert from 'node:assert/strict'
import type { Browser, Frame } from 'playwright-core'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { buildTab } from './build-tab.ts'
import { axeFinds, openTab } from './open-tab.ts'

const MACHINE = `machine:${'1'.repeat(40)}`
const SCREENS: Readonly<Record<string, { readonly subPage: string; readonly go?: (frame: Frame) => Promise<void> }>> = {
  'the list': { subPage: '' },
  'one alert': { subPage: 'alert:da631_-136' },
  'one machine': { subPage: MACHINE },
  'the confirm step': {
    subPage: MACHINE,
    async go(frame) {
      await frame.locator('.act').click()
      await frame.getByText('Isolate fin-laptop-07?').waitFor()
    },
  },
}

describe('every screen of the tab', () => {
  let built: Awaited<ReturnType<typeof buildTab>>
  let browser: Browser
  before(async () => {
    built = await buildTab()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await built[Symbol.asyncDispose]()
  })

  async function show(name: string, theme: string, width: number) {
    const { subPage, go } = SCREENS[name]!
    const tab = await openTab(browser, built.dist, { told: { theme, subPage }, phone: { viewport: { width, height: 844 } } })
    await tab.frame.locator('main[aria-busy=false]').waitFor()
    await go?.(tab.frame)
    return tab
  }

  for (const name of Object.keys(SCREENS)) {
    for (const theme of ['default', 'dark', 'contrast'])
      it(`${name}: axe finds nothing wrong in the ${theme} theme`, async () => {
        await using tab = await show(name, theme, 390)
        assert.deepEqual(await axeFinds(tab.frame), [])
      })

    it(`${name}: everything to tap is 44 px or more, and nothing stands out of a phone of 320 px`, async () => {
      await using tab = await show(name, 'default', 320)
      const small = await tab.frame.evaluate(() => {
        const taps = [...document.querySelectorAll('a, fluent-button, fluent-anchor-button, select, summary, .hows label')]
        return taps
          .filter((one) => one.checkVisibility())
          .map((one) => ({ what: one.textContent, ...one.getBoundingClientRect().toJSON() }))
          .filter(({ width, height }) => width < 44 || height < 44)
      })
      assert.deepEqual(small, [])
      assert.equal(await tab.frame.evaluate(() => document.documentElement.scrollWidth), 320)
    })
  }
})
