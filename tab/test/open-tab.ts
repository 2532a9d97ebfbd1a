import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core'
import type { TabContainment } from '../../bot/tab-contract/machines.ts'
import { CHOICES, newest } from './batch-samples.ts'
import { CONTROLS, isolations, SUCCESSORS } from './isolation-samples.ts'
import { alert, alerts, ME, machine, QUIET, TRIAGE } from './samples.ts'
import { type Answers, type Asked, type StubApi, startStubApi } from './stub-api.ts'
import { showInTeams, type Told } from './teams-host.ts'

/** A tab that is open in Teams on a phone, over an API that answers with the samples. */
export interface OpenTab extends AsyncDisposable {
  readonly api: StubApi
  readonly page: Page
  readonly frame: Frame
  /** What the browser complained of: policy, and errors of the page. */
  readonly complaints: readonly string[]
  /** What is on record of the machine's isolation. */
  containment: TabContainment
}

/** What stands on the phone's screen first, and how the phone is. */
export interface Opening {
  readonly told?: Partial<Told>
  readonly phone?: BrowserContextOptions
  readonly page?: string
  readonly frameContext?: string
}

/** The phone on which the tab is opened. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  reducedMotion: 'reduce',
  ignoreHTTPSErrors: true,
  // Chromium asks before a page of the internet may show one of this machine.
  permissions: ['local-network-access', 'clipboard-read', 'clipboard-write'],
}

/** Answers in place of the samples, where it does. */
export type Instead = (asked: Asked) => object | undefined

/** Opens it. */
export async function openTab(browser: Browser, dist: string, opening: Opening = {}, instead?: Instead): Promise<OpenTab> {
  const now = Date.now()
  let containment = QUIET // the page asks for it while it is being opened
  const samples: Answers = ({ path }) => {
    if (path === '/api/tab/me') return ME
    if (path === '/api/tab/controls') return CONTROLS
    if (path === '/api/tab/batches') return newest(null)
    if (path === '/api/tab/batches/choices') return CHOICES
    if (path === '/api/tab/alerts') return alerts(now)
    if (path.endsWith('/triage')) return TRIAGE
    if (path.endsWith('/successors')) return SUCCESSORS
    if (path === '/api/tab/isolations') return isolations(now)
    return path.startsWith('/api/tab/alerts/') ? alert(now) : machine(now, containment)
  }
  const api = await startStubApi(dist, (asked) => instead?.(asked) ?? samples(asked))
  const context: BrowserContext = await browser.newContext({ ...PHONE, ...opening.phone })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const frame = await showInTeams(page, `${api.url}${opening.page ?? '/tab/'}`, opening.told, opening.frameContext)
  return {
    api,
    page,
    frame,
    complaints,
    get containment() {
      return containment
    },
    set containment(is) {
      containment = is
    },
    async [Symbol.asyncDispose]() {
      await context.close()
      await api[Symbol.asyncDispose]()
    },
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong on the screen, also within the frames on it, a line each. */
export async function axeFinds(frame: Frame): Promise<string[]> {
  for (const each of [frame, ...frame.childFrames()]) await each.evaluate(AXE)
  return frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
  })
}
