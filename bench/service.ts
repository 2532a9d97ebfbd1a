import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { openStore } from '../bot/adapters/store/open-store.ts'
import { PgDialect } from '../bot/adapters/store/postgres-dialect.ts'
import type { Tables } from '../bot/adapters/store/schema.ts'
import { NodeSqliteDialect } from '../bot/adapters/store/sqlite-dialect.ts'
import type { ConversationId } from '../bot/domain/ids.ts'
import { addRule } from '../bot/flows/set-rules.ts'
import type { Store } from '../bot/records.ts'
import { sampleRule } from '../bot/test/samples.ts'
import { HIGH } from '../bot/test/system/whole.ts'
import { startBotProcess } from '../infra/local/demo/bot-process.ts'
import { freePort } from '../infra/local/demo/ports.ts'
import type { Tenant } from '../infra/local/start-tenant.ts'
import { startTenant } from '../infra/local/start-tenant.ts'
import { healthOf } from './process.ts'

/** The service as it runs in production, in a local tenant, installed and without rules. */
export interface Service extends AsyncDisposable {
  readonly tenant: Tenant
  readonly pid: number
  readonly botPort: number
  /** Its store, opened beside it. */
  openStore(): Promise<Store>
  /** Its database as it is, for what the store does not tell. */
  openDatabase(): Kysely<Tables>
  /** From now on high alerts go to one channel, those of before too. */
  watchHigh(): Promise<void>
}

/** Starts it; `databaseUrl` null is the embedded store. */
export async function startService(given: {
  readonly alerts: readonly object[]
  readonly machines: readonly object[]
  readonly databaseUrl: string | null
}): Promise<Service> {
  await using parts = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'pocketsoc-bench-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  const botPort = await freePort('PORT', 0)
  const tenant = parts.use(await startTenant({ port: 0, botPort, alerts: given.alerts, machines: given.machines }))
  const key = randomBytes(32).toString('base64')
  const database = given.databaseUrl ? { DATABASE_URL: given.databaseUrl, SESSION_KEY: key } : {}
  const env = { ...tenant.botEnv(), ...database, DATA_DIR: dataDir }
  const bot = parts.use(startBotProcess(env, join(dataDir, 'bot.log'), () => undefined))
  await bot.ready(AbortSignal.timeout(30_000))
  await tenant.installAll(AbortSignal.timeout(30_000))
  const { pid } = await healthOf(botPort)
  const all = parts.move()
  return {
    tenant,
    pid,
    botPort,
    openStore: () => openStore({ databaseUrl: given.databaseUrl, dataDir }),
    openDatabase: () =>
      new Kysely({ dialect: given.databaseUrl ? new PgDialect(given.databaseUrl) : new NodeSqliteDialect(dataDir) }),
    async watchHigh() {
      await using store = await openStore({ databaseUrl: given.databaseUrl, dataDir })
      await addRule(store, sampleRule({ conversationId: HIGH as ConversationId, leastSeverity: 'High', since: null }), null)
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
