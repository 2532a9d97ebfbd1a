import { createEvents } from './adapters/log/events.ts'
import { createMetrics } from './adapters/log/metrics.ts'
import { createTrail } from './adapters/log/trail.ts'
import { startBot } from './compose.ts'
import { parseConfig } from './config.ts'

/** What is not done by then is left as after a crash, and the next start goes on from the record. `docker stop` kills after 10 s. */
const STOP_WITHIN_MS = 7000

/** Starts the service, waits for a signal to stop, stops. The one place where the service reads the environment. */
async function main(): Promise<void> {
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] = 'yes' // else Azure Monitor's exporter tells Microsoft about itself, at hosts of one cloud
  const config = parseConfig(process.env)
  await using metrics = createMetrics()
  await using trail = createTrail()
  const events = createEvents(config.LOG_LEVEL, metrics.measure, trail)
  const stopAsked = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve).once('SIGINT', resolve)
  })
  {
    await using _bot = await startBot(config, { events, metrics, trail })
    events.stopping(await stopAsked)
    setTimeout(() => {
      events.stopOverdue()
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
  }
  events.stopped()
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
