import { createHash, randomBytes } from 'node:crypto'
import { createDefenderReader } from './adapters/defender/read-as-app.ts'
import { createAppTokens } from './adapters/entra/app-tokens.ts'
import { startServer } from './adapters/http/server.ts'
import type { Events } from './adapters/log/events.ts'
import { openStore } from './adapters/store/open-store.ts'
import { createConnector } from './adapters/teams/connector.ts'
import { createReceiver } from './adapters/teams/receive.ts'
import { caseCard } from './cards/case-card.ts'
import { helpText } from './cards/help-text.ts'
import { raiseCard } from './cards/raise-card.ts'
import type { Config } from './config.ts'
import { UNCLEAR_POST_WAIT_MS } from './domain/delivery.ts'
import { BotError } from './domain/error.ts'
import { instantOf, plusMs } from './domain/instant.ts'
import { createSendBudget } from './domain/send-budget.ts'
import { answerMessage } from './flows/answer-message.ts'
import { deliverDue } from './flows/deliver.ts'
import { enrolChannel } from './flows/enrol-channel.ts'
import { createFreshener } from './flows/freshen-machines.ts'
import { pollAlerts } from './flows/poll-alerts.ts'
import { startLoop } from './loop.ts'

/** Microsoft's commercial cloud. */
const CLOUD = {
  authority: 'https://login.microsoftonline.com',
  portalUrl: 'https://security.microsoft.com',
  botScope: 'https://api.botframework.com/.default',
  botIssuer: 'https://api.botframework.com',
  serviceHosts: ['smba.trafficmanager.net'],
} as const

/** Builds every part of the service and starts it. If a later step fails, what was started is stopped again; parts stop in reverse order. */
export async function startBot(config: Config, events: Events): Promise<AsyncDisposable & { readonly port: number }> {
  await using parts = new AsyncDisposableStack()
  const startedAt = performance.now()
  const now = () => instantOf(Date.now())
  const newId = (digits: number) => randomBytes(digits / 2).toString('hex')

  const store = parts.use(await openStore({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR }))
  const recovered = await store.recover(plusMs(now(), UNCLEAR_POST_WAIT_MS))

  const sso = createAppTokens(CLOUD.authority, {
    tenantId: config.TENANT_ID,
    clientId: config.SSO_CLIENT_ID,
    secret: config.SSO_CLIENT_SECRET,
  })
  const bot = createAppTokens(CLOUD.authority, { tenantId: config.TENANT_ID, clientId: config.BOT_ID, secret: config.BOT_SECRET })
  const defender = createDefenderReader(config.DEFENDER_URL, () => sso.for(config.DEFENDER_SCOPE), now)
  const connector = createConnector(() => bot.for(CLOUD.botScope))
  const look = {
    portalUrl: CLOUD.portalUrl,
    zone: config.TIME_ZONE ?? null,
    containment: { is: 'unknown' as const },
    actions: [],
    note: null,
  }

  const budget = createSendBudget()
  const delivering = parts.use(
    startLoop(
      (signal) =>
        deliverDue(
          {
            store,
            connector,
            budget,
            render: { caseCard: (file) => caseCard(file, look), raiseCard: (file, rank) => raiseCard(file, rank, look) },
            fingerprint: (message) => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
            now,
            random: Math.random,
            events: { delivered: events.delivered, failed: events.deliveryFailed },
          },
          signal,
        ),
      (error) => {
        events.passFailed('deliver', error)
        return 1000
      },
    ),
  )

  const freshenMachines = createFreshener({ store, machines: defender, now, failed: events.machinesUnread })
  const pollEveryMs = config.POLL_SECONDS * 1000
  parts.use(
    startLoop(
      async (signal) => {
        const began = performance.now()
        const found = await pollAlerts({ store, alerts: defender, freshenMachines, now, newId }, signal)
        events.polled({ ...found, ms: Math.round(performance.now() - began) })
        if (found.touched > 0) delivering.wake()
        return pollEveryMs
      },
      (error) => {
        const againInMs = error instanceof BotError ? (error.retryAfterMs ?? pollEveryMs) : pollEveryMs
        events.pollFailed(error, againInMs)
        return againInMs
      },
    ),
  )

  const receive = createReceiver(
    { clientId: config.BOT_ID, tenantId: config.TENANT_ID },
    { tenantId: config.TENANT_ID, serviceHosts: CLOUD.serviceHosts, issuer: CLOUD.botIssuer },
    async (inbound) => {
      await enrolChannel(
        { store, directory: connector, now, failed: events.channelsUnread },
        inbound,
        AbortSignal.timeout(10_000),
      )
      await answerMessage({ store, now, helpText }, inbound)
      events.conversationSeen(inbound.is, inbound.origin.conversationId, inbound.origin.kind)
      delivering.wake()
    },
    { turnedAway: events.turnedAway, turnFailed: events.turnFailed },
  )
  const health = async () => ({
    status: 200,
    body: { status: 'ok', outbox: await store.counts(), watermark: await store.cursor('watermark') },
  })
  const server = parts.use(await startServer(config.PORT, { messages: receive, health })) // last: no request before we can serve it

  events.started({
    port: server.port,
    store: config.DATABASE_URL ? 'postgres' : 'sqlite',
    recovered,
    ms: Math.round(performance.now() - startedAt),
  })
  const stack = parts.move()
  return { port: server.port, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
