import { createEvents } from './adapters/log/events.ts'
import { startBot } from './compose.ts'
import { parseConfig } from './config.ts'

/** Starts the service, waits for a signal to stop, stops. The one place where the service reads the environment. */
async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const events = createEvents(config.LOG_LEVEL)
  const stopAsked = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve)
  })
  {
    await using _bot = await startBot(config, events)
    events.stopping(await stopAsked)
  }
  events.stopped()
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
