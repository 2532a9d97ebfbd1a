import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { caseCard } from '../bot/cards/case-card.ts'
import { createTimes } from '../bot/cards/times.ts'
import { sampleAlert, sampleCaseFile } from '../bot/test/samples.ts'
import { until } from '../bot/test/system/until.ts'
import type { ConversationView, MessageView } from '../infra/local/control/shapes.ts'
import { FLAGS } from '../infra/local/demo/bot-process.ts'
import { freePort } from '../infra/local/demo/ports.ts'
import type { Demo } from '../infra/local/demo/start-demo.ts'
import { startDemo } from '../infra/local/demo/start-demo.ts'
import { catchUp } from './catch-up.ts'
import { clicks } from './clicks.ts'
import type { Figure } from './figure.ts'
import { line, quantile } from './figure.ts'
import { idle, steady } from './steady.ts'
import { storm } from './storm.ts'
import { tab } from './tab.ts'
import { tabApi } from './tab-api.ts'

const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)
const OPTIONS = { port: 0, botPort: 0, alerts: null, machines: null, speed: 1, trickle: false, dataDir: null }

/** From `npm run demo` (installed) to the first card that somebody could see. */
async function demoToFirstCard(): Promise<Figure> {
  const began = performance.now()
  await using demo = await startDemo(OPTIONS, AbortSignal.timeout(60_000), () => undefined)
  await until('a card', async () => (await cards(demo)) > 0)
  return { what: 'demo to first card', measured: (performance.now() - began) / 1000, unit: 's', target: 10 }
}

async function cards({ url }: Demo): Promise<number> {
  const get = async (path: string) => (await fetch(`${url}/control/${path}`)).json()
  const conversations: ConversationView[] = await get('conversations')
  const all: MessageView[][] = await Promise.all(
    conversations.map(({ id }) => get(`conversations/${encodeURIComponent(id)}/messages`)),
  )
  return all.flat().filter((message) => message.cards.length > 0).length
}

/** Cold starts of the service in a running tenant. */
async function coldStart(): Promise<Figure> {
  await using demo = await startDemo(OPTIONS, AbortSignal.timeout(60_000), () => undefined)
  const starts: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now()
    const env = {
      ...process.env,
      ...demo.tenant.botEnv(),
      PORT: String(await freePort('PORT', 0)),
      DATA_DIR: `${demo.logFile}.bench${run}`,
      POLL_SECONDS: '3600',
    }
    const bot = spawn(process.execPath, [...FLAGS, 'bot/main.ts'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise((resolve) => bot.once('exit', resolve))
    const started = new Promise<void>((resolve) => {
      bot.stdout.on('data', (lines: Buffer) => {
        if (lines.includes('service.started')) resolve()
      })
    })
    await Promise.race([started, ended.then(() => Promise.reject(new Error('the bot ended before it had started')))])
    starts.push((performance.now() - began) / 1000)
    bot.kill('SIGTERM')
    await ended
  }
  return { what: 'cold start to listening, median of 5', measured: median(starts), unit: 's', target: 1.2 }
}

function cardRendered(): Figure {
  const alerts = Array.from({ length: 10 }, (_, i) => sampleAlert({ id: `a${i}` as never, description: 'x'.repeat(2000) }))
  const file = sampleCaseFile({ alerts, totals: { alerts: 40, unresolved: 40, severityRank: 4 } })
  const look = {
    portalUrl: 'https://security.microsoft.com',
    times: createTimes('Europe/Paris'),
    mode: 'delegated' as const,
    tab: null,
  }
  const render = (times: number): number => {
    const began = performance.now()
    for (let i = 0; i < times; i += 1) caseCard(file, look)
    return (performance.now() - began) / times
  }
  render(500)
  return { what: 'card rendered, mean of 2,000', measured: render(2000), unit: 'ms', target: 0.5 }
}

const SECTIONS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start: async () => [await demoToFirstCard(), await coldStart()],
  cards: async () => [cardRendered()],
  clicks,
  'tab-api': tabApi,
  tab,
  'catch-up': catchUp,
  steady,
  idle,
  storm,
}

/** The figures of every section as last measured. */
const RESULTS = join(import.meta.dirname, 'results.json')

function keep(section: string, figures: readonly Figure[]): void {
  const before = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {}
  const kept = { ...before, [section]: { at: new Date().toISOString(), figures } }
  writeFileSync(RESULTS, `${JSON.stringify(kept, null, 2)}\n`)
}

const wanted = process.argv.slice(2)
const usage = `npm run bench -- [${Object.keys(SECTIONS).join('] [')}]: measures these, or all; figures are kept in bench/results.json\n`
const unknown = wanted.find((name) => !Object.hasOwn(SECTIONS, name))
if (wanted.includes('--help')) {
  process.stdout.write(usage)
} else if (unknown !== undefined) {
  process.stderr.write(`There is no "${unknown}". ${usage}`)
  process.exitCode = 1
} else {
  for (const [name, measure] of Object.entries(SECTIONS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const figures = await measure()
    for (const figure of figures) process.stdout.write(line(figure))
    keep(name, figures)
  }
}
