import assert from 'node:assert/strict'
import type { Frame } from 'playwright-core'
import { newest, OTHERS, RUNNING } from './batch-samples.ts'
import { CONTROLS } from './isolation-samples.ts'
import type { Instead } from './open-tab.ts'
import { axeFinds } from './open-tab.ts'
import { MACHINE, tabInTeams } from './tab-in-teams.ts'

interface Shown {
  readonly subPage: string
  readonly go?: (frame: Frame) => Promise<void>
  readonly instead?: Instead
}

async function openSelection(frame: Frame): Promise<void> {
  await frame.getByText('Select machines').click()
  await frame.getByLabel('All machines of this list').check()
}

const SCREENS: Readonly<Record<string, Shown>> = {
  'the list': { subPage: '' },
  'one alert': { subPage: 'alert:da631_-136' },
  'one machine': { subPage: `machine:${MACHINE}` },
  triage: {
    subPage: 'alert:da631_-136',
    async go(frame) {
      await frame.locator('fluent-button', { hasText: 'Triage' }).click()
      await frame.getByText('Whole incident').waitFor()
    },
  },
  'what is isolated': { subPage: 'isolated' },
  'handing over': {
    subPage: 'isolated',
    async go(frame) {
      await frame.getByText('Hand over…').first().click()
      await frame.getByLabel('Hand over to').selectOption('oid-lee')
      await frame.locator('.sheet .act:not([disabled])').waitFor()
    },
  },
  'the confirm step': {
    subPage: `machine:${MACHINE}`,
    async go(frame) {
      await frame.locator('.act').click()
      await frame.getByText('Isolate fin-laptop-07?').waitFor()
    },
  },
  'selecting machines': { subPage: '', go: openSelection },
  'confirming several machines': {
    subPage: '',
    async go(frame) {
      await openSelection(frame)
      await frame.locator('.select-bar .act').click()
      await frame.getByText('Isolate 3 machines?').waitFor()
    },
  },
  'several machines on their way': {
    subPage: '',
    instead: ({ path }) => (path === '/api/tab/batches' ? newest(RUNNING) : undefined),
    async go(frame) {
      await frame.locator('.running').click()
      await frame.locator('.sheet .batch').waitFor()
    },
  },
  'several machines of others': {
    subPage: '',
    instead: ({ path }) => (path === '/api/tab/controls' ? { ...CONTROLS, lead: true, batches: [OTHERS] } : undefined),
    async go(frame) {
      await frame.getByText('Releasing 12 machines').waitFor()
    },
  },
  'more of one machine': {
    subPage: `machine:${MACHINE}`,
    async go(frame) {
      await frame.locator('.more').click()
      await frame.getByText('More for fin-laptop-07').waitFor()
    },
  },
}

describe('every screen of the tab', () => {
  const { open } = tabInTeams()

  async function show(name: string, theme: string, width: number) {
    const { subPage, go, instead } = SCREENS[name]!
    const tab = await open({ told: { theme, subPage }, phone: { viewport: { width, height: 844 } } }, instead)
    await tab.frame.locator('main[aria-busy=false]').waitFor()
    await go?.(tab.frame)
    return tab
  }

  for (const name of Object.keys(SCREENS)) {
    for (const theme of ['default', 'dark', 'contrast'])
      it(`${name}: axe finds nothing wrong in the ${theme} theme`, async () => {
        const tab = await show(name, theme, 390)
        assert.deepEqual(await axeFinds(tab.frame), [])
      })

    it(`${name}: everything to tap is 44 px or more, and nothing stands out of a phone of 320 px`, async () => {
      const tab = await show(name, 'default', 320)
      const small = await tab.frame.evaluate(() => {
        const taps = [
          ...document.querySelectorAll('a, fluent-button, fluent-anchor-button, select, summary, .hows label, .tick, .running'),
        ]
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
