import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cloud } from '../cloud.ts'
import { startTenant, type Tenant } from '../start-tenant.ts'
import { openingMachines } from '../story/machines.ts'
import { seededRandom } from '../story/next-beat.ts'
import { openingAlerts } from '../story/opening-alerts.ts'
import { runTrickle } from '../story/trickle.ts'
import { startBotProcess } from './bot-process.ts'
import { freePort } from './ports.ts'
import { seedRules } from './seed-rules.ts'

/** What to show. */
export interface DemoOptions {
  /** Of the public site, and of the bot; 0 takes any free one. */
  readonly port: number
  readonly botPort: number
  /** In the API's own shape; `null` for the story's. */
  readonly alerts: readonly unknown[] | null
  readonly machines: readonly unknown[] | null
  readonly speed: number
  /** Whether the story goes on after its opening; it never does with other alerts than its own. */
  readonly trickle: boolean
  /** Where the bot keeps its data and log; `null` for a folder that goes away. */
  readonly dataDir: string | null
  /** The cloud of the tenant; the commercial one where none is named. */
  readonly cloud?: Cloud
  /** What the bot has in its environment, if it is not all that the tenant gives out. */
  readonly botEnv?: (tenant: Tenant) => Record<string, string>
}

/** A running demo: the tenant, the bot in it, rules in the channels. Disposing ends all of it. */
export interface Demo extends AsyncDisposable {
  readonly url: string
  readonly tenant: Tenant
  readonly botPort: number
  readonly logFile: string
  /** The bot's settings, readable by this person alone: `--env-file` of the operator's commands. */
  readonly envFile: string
  /** How the bot ended and its last lines, once it has. */
  readonly botEnded: Promise<string>
  /** Kills the bot as a crash does, and starts it again on the same data; `between` runs while it is gone. */
  crashBot(between?: () => Promise<void>): Promise<void>
}

/** Rules of the demo reach back this far, unless the alerts are somebody's recording. */
const STORY_SINCE = '24h'
const STORY_SEED = 20_260_302

/** Starts everything and sets it up; the signal stops the start. Nothing stays behind when it throws. */
export async function startDemo(options: DemoOptions, signal: AbortSignal, warn: (line: string) => void): Promise<Demo> {
  await using parts = new AsyncDisposableStack()
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'pocketsoc-demo-')))
  if (options.dataDir) await makeFolder(options.dataDir)
  else parts.defer(() => rm(dataDir, { recursive: true, force: true }))

  const { botEnv = (given) => given.botEnv() } = options
  const port = await freePort('--port', options.port)
  const botPort = await freePort('--bot-port', options.botPort)
  const now = Date.now()
  const alerts = options.alerts ?? openingAlerts(now)
  const tenant = parts.use(
    await startTenant({
      ...(options.cloud && { cloud: options.cloud }),
      port,
      botPort,
      alerts,
      machines: options.machines ?? openingMachines(now),
    }),
  )

  const logFile = join(dataDir, 'bot.log')
  const env = { ...botEnv(tenant), DATA_DIR: dataDir, POLL_SECONDS: '3' }
  const envFile = await writeEnv(join(dataDir, 'demo.env'), env)
  parts.defer(() => rm(envFile, { force: true }))
  const startBot = () => startBotProcess(env, logFile, warn)
  let bot = startBot()
  parts.defer(() => bot[Symbol.asyncDispose]())
  await bot.ready(signal)
  await tenant.installAll(signal)
  const seeded = join(dataDir, 'rules-seeded')
  if (!existsSync(seeded)) {
    await seedRules(dataDir, options.alerts ? 'all' : STORY_SINCE, signal)
    await writeFile(seeded, '')
  }

  if (options.trickle && !options.alerts) {
    const stop = new AbortController()
    const told = runTrickle(tenant.defender, tenant.clock, seededRandom(STORY_SEED), options.speed, stop.signal)
    parts.defer(() => {
      stop.abort()
      return told
    })
  }
  const all = parts.move()
  return {
    url: tenant.url,
    tenant,
    botPort,
    logFile,
    envFile,
    botEnded: bot.ended,
    async crashBot(between) {
      await bot.kill()
      await between?.()
      bot = startBot()
      await bot.ready(AbortSignal.timeout(15_000))
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function writeEnv(path: string, env: Readonly<Record<string, string>>): Promise<string> {
  await rm(path, { force: true })
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  return path
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error
    throw new Error(`--data ${dir}: the folder cannot be made (${why}); choose another`)
  }
}
