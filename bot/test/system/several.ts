import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBotProcess } from '../../../infra/local/demo/bot-process.ts'
import { freePort } from '../../../infra/local/demo/ports.ts'
import { startTenant } from '../../../infra/local/start-tenant.ts'
import { openStore } from '../../adapters/store/open-store.ts'
import type { ConversationId } from '../../domain/ids.ts'
import { freshDatabase } from '../fresh-database.ts'
import { sampleRule } from '../samples.ts'
import { until } from './until.ts'
import { driven, HIGH } from './whole.ts'

/** What an instance says of itself. */
export interface Health {
  readonly pid: number
  readonly instance: string
  readonly leads: boolean
  readonly epoch: number
  readonly outbox: { readonly due: number; readonly sending: number; readonly dead: number; readonly unclearPosts: number }
}

/** One instance of the bot. */
export type Instance = ReturnType<typeof startBotProcess> & { readonly port: number; health(): Promise<Health> }

/** Several instances on one new PostgreSQL database, behind a front that leads to the one it is turned to. */
export async function startSeveral(count: number, alerts: readonly object[], machines: readonly object[]) {
  await using parts = new AsyncDisposableStack()
  const home = await mkdtemp(join(tmpdir(), 'pocketsoc-several-'))
  parts.defer(() => rm(home, { recursive: true }))
  const databaseUrl = await freshDatabase()
  const front = parts.use(await startFront())
  const tenant = parts.use(await startTenant({ port: 0, botPort: front.port, alerts, machines }))
  const shared = { DATABASE_URL: databaseUrl, SESSION_KEY: randomBytes(32).toString('base64'), POLL_SECONDS: '3' }

  const bots = parts.use(new AsyncDisposableStack())
  const start = async (): Promise<Instance> => {
    const port = await freePort('--bot-port', 0)
    const env = { ...tenant.botEnv(), ...shared, PORT: String(port) }
    const bot = bots.use(startBotProcess(env, join(home, `${port}.log`), () => undefined))
    await bot.ready(AbortSignal.timeout(30_000))
    const health = async () => {
      const reply = await fetch(`http://127.0.0.1:${port}/healthz`)
      return reply.ok && (reply.json() as Promise<Health>) // else the database had just failed it
    }
    return { ...bot, port, health: () => until(`the health of ${port}`, health) }
  }
  const instances = await Promise.all(Array.from({ length: count }, start))
  front.turnTo(instances[0]!)
  await tenant.installAll(AbortSignal.timeout(30_000))
  {
    await using store = await openStore({ databaseUrl, dataDir: home })
    await until('the channel', () => store.conversation(HIGH as ConversationId))
    await store.addRule(sampleRule({ conversationId: HIGH as ConversationId }))
  }
  const all = parts.move()
  return {
    ...driven(tenant),
    databaseUrl,
    front,
    start,
    instances,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** What stands before the instances: each request goes to the one that the front is turned to, on a connection of its own. */
async function startFront() {
  let to: { readonly port: number } | null = null
  let passed = 0
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const onward = request({ port: to?.port ?? 1, method, path: url, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
    passed += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    /** How many requests it has passed on so far. */
    passed: () => passed,
    turnTo: (instance: { readonly port: number }) => {
      to = instance
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
