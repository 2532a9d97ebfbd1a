import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { gather } from '../gather.ts'

/** The bot, running as its own process just as in production. Disposing ends it. */
export interface BotProcess extends AsyncDisposable {
  /** How it ended and its last lines, once it has. */
  readonly ended: Promise<string>
  /** Waits until it answers its health check. @throws Error with the same when it ends before. */
  ready(signal: AbortSignal): Promise<void>
  /** Ends it as a crash does, with no time to tidy up. */
  kill(): Promise<void>
}

/** What the bot's own folder is, seen from here. */
export const BOT = join(import.meta.dirname, '..', '..', '..', 'bot')

/** Node's options for the bot, as `npm start` has them, without the warning that SQLite in Node is new. */
export const FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=30', '--disable-warning=ExperimentalWarning']
const LAST_LINES = 20
const PATIENCE_MS = 8_000

/** What any program on this machine needs; nothing else of ours reaches the bot, so that no setting of the person's leaks in. */
export function plainEnv(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP', 'NODE_V8_COVERAGE']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

/** Starts the bot. Every line it writes goes to `logFile`; warnings of its log are told to `warn` as well. */
export function startBotProcess(env: Record<string, string>, logFile: string, warn: (line: string) => void): BotProcess {
  const child = spawn(process.execPath, [...FLAGS, join(BOT, 'main.ts')], {
    env: { ...plainEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  const last: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`)
      gather({ where: `the log, ${/"event":"([\w.-]+)"/.exec(line)?.[1] ?? 'no event'}`, text: line })
      last.push(line)
      if (last.length > LAST_LINES) last.shift()
      const worth = warningIn(line)
      if (worth !== null) warn(worth)
    })
  }
  const ended = once(child, 'close').then(async ([code, signal]) => {
    await new Promise<void>((resolve) => log.end(resolve))
    gather({ secret: 'session key', value: sessionKey(env) })
    return `the bot ended (${signal ?? `code ${code}`}). Its last words:\n${last.join('\n')}`
  })

  return {
    ended,
    async ready(signal) {
      let over = false
      void ended.then(() => {
        over = true
      })
      while (!(await isHealthy(Number(env['PORT'])))) {
        if (over) throw new Error(await ended)
        await wait(100, undefined, { signal })
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const gaveUp = new AbortController()
      const patience = wait(PATIENCE_MS, undefined, { signal: gaveUp.signal }).then(
        () => child.kill('SIGKILL'),
        () => false,
      )
      await ended
      gaveUp.abort()
      await patience
    },
  }
}

/** The key that sealed people's sessions; empty when the bot never came to make one. */
function sessionKey({ SESSION_KEY, DATA_DIR }: Record<string, string>): string {
  const file = join(DATA_DIR ?? '', 'session.key')
  return SESSION_KEY ?? (existsSync(file) ? readFileSync(file, 'utf8') : '')
}

async function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** The short form of a log line that a person should see: a warning or worse. */
function warningIn(line: string): string | null {
  try {
    const { level, event, time: _time, stack: _stack, ...rest } = JSON.parse(line)
    return ['warn', 'error', 'fatal'].includes(level) ? `${level} ${event} ${JSON.stringify(rest)}` : null
  } catch {
    return null
  }
}
