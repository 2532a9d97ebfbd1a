import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../infra/local/test/browser.ts'
import { buildTab } from './build-tab.ts'
import { type Instead, type Opening, type OpenTab, openTab } from './open-tab.ts'

/** The machine of the samples. */
export const MACHINE = '1'.repeat(40)

interface Parts {
  readonly dist: string
  readonly browser: Browser
}

/** Built and started for the first that asks, gone when all tests are over. */
const forAll = new AsyncDisposableStack()
let parts: Promise<Parts> | null = null
after(() => forAll.disposeAsync())

async function start(): Promise<Parts> {
  const { dist } = forAll.use(await buildTab())
  const browser = await openBrowser()
  forAll.defer(() => browser.close())
  return { dist, browser }
}

/** For a `describe`: opens tabs in each test, and afterwards closes them and sees that the browser complained of nothing. */
export function tabInTeams() {
  let all: Parts
  let tab: OpenTab
  let opened: OpenTab[] = []
  before(async () => {
    parts ??= start()
    all = await parts
  })
  afterEach(async () => {
    const closing = opened
    opened = []
    for (const one of closing) await one[Symbol.asyncDispose]()
    assert.deepEqual(
      closing.flatMap(({ complaints }) => complaints),
      [],
    )
  })

  async function open(opening: Opening = {}, instead?: Instead): Promise<OpenTab> {
    tab = await openTab(all.browser, all.dist, opening, instead)
    opened.push(tab)
    return tab
  }
  return {
    open,
    openMachine: (instead?: Instead): Promise<OpenTab> => open({ told: { subPage: `machine:${MACHINE}` } }, instead),
    see: (text: string | RegExp): Promise<void> => tab.frame.getByText(text).first().waitFor(),
    /** What teams-js told Teams of this kind. */
    heard: (func: string): Promise<unknown[][]> =>
      tab.page.evaluate((one) => window.teams.heard.filter((said) => said.func === one).map(({ args }) => args), func),
    posts: () => tab.api.asked.filter(({ method }) => method === 'POST'),
  }
}
