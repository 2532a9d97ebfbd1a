import { insidersBy } from './adapters/http/insider.ts'
import { createMetricsPage } from './adapters/http/metrics-page.ts'
import { startServer } from './adapters/http/server.ts'
import { withAuditLog } from './adapters/log/audit-log.ts'
import type { Events } from './adapters/log/events.ts'
import type { Metrics } from './adapters/log/metrics.ts'
import type { Trail } from './adapters/log/trail.ts'
import { withTrail } from './adapters/log/with-trail.ts'
import { lockDataDir } from './adapters/store/lock-data-dir.ts'
import { withNotedChanges } from './adapters/store/noted-changes.ts'
import { startBackground } from './background.ts'
import { createChanges } from './changes.ts'
import { startBatches } from './compose/batches.ts'
import { gauges } from './compose/gauges.ts'
import { groundOf } from './compose/ground.ts'
import { healthPage, readHealth, startPulseWatch } from './compose/health.ts'
import { startHearing } from './compose/hearing.ts'
import { startLeading } from './compose/leading.ts'
import { peopleOf, startGrantWatch } from './compose/people.ts'
import { openSecrets, startRenewing } from './compose/secrets.ts'
import { openStoreOf } from './compose/store.ts'
import { tabOf } from './compose/tab.ts'
import { wayIn } from './compose/way-in.ts'
import type { Config } from './config.ts'
import { recoverIntents } from './flows/follow-actions.ts'
import { stopLeftBatches } from './flows/steer-batch.ts'

/**
 * Builds every part of the service and starts it; the only place that knows them all. If a later step fails, what was
 * started is stopped again; parts stop in reverse order.
 */
export async function startBot(
  config: Config,
  { events, metrics, trail }: { readonly events: Events; readonly metrics: Metrics; readonly trail: Trail },
): Promise<AsyncDisposable & { readonly port: number }> {
  await using parts = new AsyncDisposableStack()
  const began = performance.now()
  const databaseUrl = config.DATABASE_URL ?? null
  if (databaseUrl === null) parts.use(lockDataDir(config.DATA_DIR))
  const credentials = await openSecrets(config, events)
  const opened = withAuditLog(await openStoreOf(config), config.TENANT_ID, events.audited)
  const store = parts.use(withNotedChanges(withTrail(opened, trail)))
  const ground = groundOf(config, { events, trail, store, credentials })
  const startedAt = ground.now()
  const startedMs = ground.nowMs()
  if (databaseUrl === null) {
    await recoverIntents(ground.store, startedAt) // nobody else can be waiting for an answer
    await stopLeftBatches(ground.store, startedAt, 'all')
  }

  const people = peopleOf(ground)
  parts.use(startGrantWatch(ground, people.look))
  const changes = createChanges()
  parts.use(await startHearing(ground, changes))
  const leading = parts.use(startLeading(ground, changes))
  parts.use(startPulseWatch(ground, startedMs))
  if (config.KEY_VAULT_URL) parts.use(startRenewing(ground))
  const background = parts.use(startBackground(events))
  const batches = parts.use(startBatches(ground, { ...people, background }))
  const inside = { ...people, deliver: leading.deliver, background, runBatch: batches.run }
  const nowHealth = () => readHealth(ground, startedMs, leading)
  const isInsider = insidersBy(config.METRICS_TOKEN ?? null)
  const server = parts.use(
    await startServer(config.PORT, {
      messages: wayIn(ground, inside),
      tab: tabOf(ground, { ...inside, changes }),
      auth: people.pages,
      failed: events.requestFailed,
      turnedAway: events.turnedAway,
      health: healthPage(nowHealth, isInsider),
      metrics: createMetricsPage(isInsider, metrics.text),
    }),
  ) // last: no request before we can serve it

  const ms = Math.round(performance.now() - began)
  events.started({ port: server.port, store: databaseUrl === null ? 'sqlite' : 'postgres', instance: ground.instance, ms })
  const azure = config.APPLICATIONINSIGHTS_CONNECTION_STRING ?? null
  metrics.open(azure, async () => gauges(await nowHealth())).catch(events.crashed)
  trail.open({ otlp: config.OTEL_EXPORTER_OTLP_ENDPOINT ?? null, azure }).catch(events.crashed)
  const stack = parts.move()
  return {
    port: server.port,
    async [Symbol.asyncDispose]() {
      const released = leading[Symbol.asyncDispose]() // at once: another instance goes on while requests in hand finish here
      await stack.disposeAsync()
      await released
    },
  }
}
