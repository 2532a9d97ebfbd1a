import { join } from 'node:path'
import type { BotProcess } from '../../infra/local/demo/bot-process.ts'
import { startBotProcess } from '../../infra/local/demo/bot-process.ts'
import type { Watch } from '../../infra/local/platform.ts'
import type { Tenant } from '../../infra/local/start-tenant.ts'
import type { FastDates } from './fast-dates.ts'

/** The instances of the bot. One that ends by itself is started again, as in production, and told. */
export interface Crew extends AsyncDisposable {
  /** Kills an instance, unless it is gone already. */
  kill(instance: number): Promise<void>
  /** Starts those that are gone; when none was left, `outageMs` have gone by. */
  bringBack(outageMs: number): void
  /** Waits until an instance answers. @throws Error when none does in time. */
  somebodyThere(): Promise<void>
  /** Has all of them stop as they do when they are told to. */
  stop(): Promise<void>
}

/** What the crew is started with. */
export interface CrewParts {
  readonly tenant: Tenant
  readonly dates: FastDates
  /** One for each instance. */
  readonly ports: readonly number[]
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Sees the requests of that instance. */
  readonly watchOf: (instance: number) => Watch
  readonly tell: (line: string) => void
}

const PRELOAD = join(import.meta.dirname, 'fast-time.ts')

/** Starts all instances. */
export async function startCrew({ tenant, dates, ports, home, env, watchOf, tell }: CrewParts): Promise<Crew> {
  const proxies = await Promise.all(ports.map((_, instance) => tenant.openProxy(watchOf(instance))))
  const start = (instance: number): BotProcess =>
    startBotProcess(
      {
        ...tenant.botEnv(),
        ...env,
        PORT: String(ports[instance]),
        HTTPS_PROXY: proxies[instance] ?? '',
        NODE_OPTIONS: `--import=${PRELOAD}`,
        FAST_TIME: JSON.stringify({ pace: dates.pace, since: dates.machine(), said: Date.now() }),
      },
      join(home, `bot-${instance}.log`),
      () => undefined,
    )
  const running = new Map<number, BotProcess>()
  let over = false
  const startMissing = (): void => {
    for (const instance of ports.keys()) {
      if (over || running.has(instance)) continue
      const bot = start(instance)
      running.set(instance, bot)
      void bot.ended.then((how) => {
        if (running.get(instance) !== bot) return
        running.delete(instance)
        tell(`instance ${instance} ended by itself and is started again: ${how}`)
      })
    }
  }
  startMissing()

  const stop = async (): Promise<void> => {
    const bots = [...running.values()]
    running.clear()
    await Promise.all(bots.map((bot) => bot[Symbol.asyncDispose]()))
  }

  return {
    async kill(instance) {
      const bot = running.get(instance)
      running.delete(instance)
      await bot?.kill()
    },
    bringBack(outageMs) {
      if (running.size === 0) dates.advance(outageMs)
      startMissing()
    },
    async somebodyThere() {
      const patience = AbortSignal.timeout(START_WITHIN_MS)
      for (;;) {
        startMissing()
        const ready = [...running.values()].map((bot) => bot.ready(patience))
        const isThere = await Promise.any(ready).then(
          () => true,
          () => false,
        )
        if (isThere) return
        patience.throwIfAborted()
      }
    },
    stop,
    async [Symbol.asyncDispose]() {
      over = true
      await stop()
    },
  }
}

const START_WITHIN_MS = 60_000
