import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startTenant } from './start-tenant.ts'

const HELP = `Starts the local tenant: Defender, Entra, Bot Framework and Teams on this machine alone.

  npm run tenant -- [--port 3979] [--bot-port 3978] [--write-env PATH] [--help]

  --port N          where the client, /control and the way to the bot are served (3979)
  --bot-port N      where the bot listens, or will (3978)
  --write-env PATH  write the bot's environment there, readable by you alone, instead of printing it
`

/** A port number. @throws Error that names the option. */
function parsePort(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--${option} must be a port number, not "${text}"`)
  return port
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3979' },
      'bot-port': { type: 'string', default: '3978' },
      'write-env': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(HELP)

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  const stopped = once(stop.signal, 'abort')
  await using tenant = await startTenant({
    port: parsePort('port', values.port),
    botPort: parsePort('bot-port', values['bot-port']),
  })
  console.log(`The local tenant is at ${tenant.url}\n`)
  const lines = Object.entries(tenant.botEnv()).map(([name, value]) => `${name}=${value}`)
  if (values['write-env']) {
    const file = resolve(values['write-env'])
    await rm(file, { force: true })
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
    console.log(`Start the bot with its environment from that file:\n\n  set -a; . ${file}; set +a; npm start\n`)
  } else {
    console.log(
      `Start the bot in another terminal with this environment:\n\n${lines.map((line) => `export ${line}`).join('\n')}\n`,
    )
  }

  try {
    await tenant.installAll(stop.signal)
    console.log('The bot is there, and was added to the team and to every chat.')
    await stopped
  } catch (error) {
    if (!stop.signal.aborted) throw error
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
