import { startServer } from './adapters/http/server.ts'
import { withAuditLog } from './adapters/log/audit-log.ts'
import type { Events } from './adapters/log/events.ts'
import { openStore } from './adapters/store/open-store.ts'
import { withToldChanges } from './adapters/store/told-changes.ts'
import { startBackground } from './background.ts'
import { createChanges } from './changes.ts'
import type { Ground } from './compose/ground.ts'
import { groundOf } from './compose/ground.ts'
import { health, startPulseWatch } from './compose/health.ts'
import { startDelivering, startFollowing, startForgetting, startPolling } from './compose/loops.ts'
import { peopleOf } from './compose/people.ts'
import { tabOf } from './compose/tab.ts'
import { wayIn } from './compose/way-in.ts'
import type { Config } from './config.ts'
import { UNCLEAR_POST_WAIT_MS } from './domain/delivery.ts'
import { plusMs } from './domain/instant.ts'
import { recoverIntents } from './flows/follow-actions.ts'

/**
 * Builds every part of the service and starts it; the only place that knows them all. If a later step fails, what was
 * started is stopped again; parts stop in reverse order.
 */
export async function startBot(config: Config, events: Events): Promise<AsyncDisposable & { readonly port: number }> {
  await using parts = new AsyncDisposableStack()
  const began = performance.now()
  const opened = await openStore({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR })
  const changes = createChanges()
  const store = parts.use(withToldChanges(withAuditLog(opened, events.audited), changes.tell))
  const ground = groundOf(config, events, store)
  const startedAt = ground.now()
  const recovered = await recover(ground)

  const delivering = parts.use(startDelivering(ground))
  const following = parts.use(startFollowing(ground, delivering))
  parts.use(startPolling(ground, delivering))
  parts.use(startForgetting(ground))
  parts.use(startPulseWatch(ground, startedAt))
  const people = peopleOf(ground)
  const background = parts.use(startBackground(events))
  const inside = { ...people, delivering, following, background }
  const server = parts.use(
    await startServer(config.PORT, {
      messages: wayIn(ground, inside),
      tab: tabOf(ground, { ...inside, changes }),
      auth: people.pages,
      failed: events.requestFailed,
      health: () => health(ground, startedAt),
    }),
  ) // last: no request before we can serve it

  const ms = Math.round(performance.now() - began)
  events.started({ port: server.port, store: config.DATABASE_URL ? 'postgres' : 'sqlite', recovered, ms })
  const stack = parts.move()
  return { port: server.port, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** What a process that died left in the middle has an unknown outcome. */
async function recover({ store, now }: Ground): Promise<number> {
  return (await store.recover(plusMs(now(), UNCLEAR_POST_WAIT_MS))) + (await recoverIntents(store, now()))
}
