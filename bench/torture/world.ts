import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openStore } from '../../bot/adapters/store/open-store.ts'
import type { Store } from '../../bot/records.ts'
import { freePort } from '../../infra/local/demo/ports.ts'
import type { Tenant } from '../../infra/local/start-tenant.ts'
import { startTenant } from '../../infra/local/start-tenant.ts'
import { EVERY_MACHINE, wireMachine } from './alerts.ts'
import type { Crew } from './crew.ts'
import { startCrew } from './crew.ts'
import type { FastDates } from './fast-dates.ts'
import { startIngress } from './ingress.ts'
import type { Kills } from './kills.ts'
import { createKills } from './kills.ts'

/** Tenant, instances and store, joined. Disposing stops everything. */
export interface World extends AsyncDisposable {
  readonly tenant: Tenant
  readonly store: Store
  readonly crew: Crew
  readonly kills: Kills
  readonly instances: number
  readonly tell: (line: string) => void
}

/** What it is made of. */
export interface WorldOptions {
  readonly dates: FastDates
  /** `null` is SQLite, which one instance alone can use. */
  readonly databaseUrl: string | null
  readonly instances: number
  /** Where the instances keep their data and write their logs. */
  readonly home: string
  /** Told what is worth knowing meanwhile. */
  readonly tell: (line: string) => void
}

/** Starts it. */
export async function startWorld({ dates, databaseUrl, instances, home, tell }: WorldOptions): Promise<World> {
  await using parts = new AsyncDisposableStack()
  const botPort = await freePort('botPort', 0)
  const tenant = parts.use(await startTenant({ port: 0, botPort, machines: EVERY_MACHINE.map(wireMachine) }))
  tenant.defender.ways.duplicates = 'another' // Defender would do everything twice that it is asked twice

  const kills = createKills(instances, (instance) => crew.kill(instance))
  const ports: number[] = []
  while (ports.length < instances) ports.push(await freePort('ports', 0))
  parts.use(await startIngress(botPort, ports))
  const crew: Crew = await startCrew({
    tenant,
    dates,
    ports,
    home,
    watchOf: kills.watchOf,
    tell,
    env: {
      DATA_DIR: home,
      NODE_COMPILE_CACHE: join(home, 'compiled'),
      POLL_SECONDS: '3',
      POLICY_FILE: join(import.meta.dirname, 'policy.jsonc'),
      SESSION_KEY: randomBytes(32).toString('base64'),
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    },
  })
  parts.use(crew)
  await crew.somebodyThere()
  await tenant.installAll()
  const store = parts.use(await openStore({ databaseUrl, dataDir: home }))
  const all = parts.move()
  return { tenant, store, crew, kills, instances, tell, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
