import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDefenderAsPerson } from './adapters/defender/act-as-person.ts'
import { createDefenderReader } from './adapters/defender/read-as-app.ts'
import { createAppTokens } from './adapters/entra/app-tokens.ts'
import { createSessionCipher, keyFromFile } from './adapters/entra/session-cipher.ts'
import { createSignIn } from './adapters/entra/sign-in.ts'
import { createUserTokens } from './adapters/entra/user-tokens.ts'
import { createTokenVerifier } from './adapters/entra/verify-token.ts'
import { createAuthPages } from './adapters/http/auth-pages.ts'
import { startServer } from './adapters/http/server.ts'
import type { Events } from './adapters/log/events.ts'
import { openStore } from './adapters/store/open-store.ts'
import { createConnector } from './adapters/teams/connector.ts'
import type { Receive } from './adapters/teams/receive.ts'
import type { Background } from './background.ts'
import { startBackground } from './background.ts'
import type { CardLook } from './cards/case-card.ts'
import { caseCard } from './cards/case-card.ts'
import { confirmCard } from './cards/confirm-card.ts'
import { helpText } from './cards/help-text.ts'
import { raiseCard } from './cards/raise-card.ts'
import { createTimes } from './cards/times.ts'
import type { Config } from './config.ts'
import { UNCLEAR_POST_WAIT_MS } from './domain/delivery.ts'
import { BotError } from './domain/error.ts'
import { instantOf, plusMs } from './domain/instant.ts'
import { createSendBudget } from './domain/send-budget.ts'
import type { ClickPorts } from './flows/answer-click.ts'
import { answerClick } from './flows/answer-click.ts'
import { answerMessage } from './flows/answer-message.ts'
import { deliverDue } from './flows/deliver.ts'
import { enrolChannel } from './flows/enrol-channel.ts'
import { followActions, recoverIntents } from './flows/follow-actions.ts'
import { createFreshener } from './flows/freshen-machines.ts'
import { pollAlerts } from './flows/poll-alerts.ts'
import type { Loop } from './loop.ts'
import { startLoop } from './loop.ts'
import type { Clock, NewId, SignInPages, Store, UserTokens } from './ports.ts'

/** Microsoft's commercial cloud. */
const CLOUD = {
  authority: 'https://login.microsoftonline.com',
  portalUrl: 'https://security.microsoft.com',
  botScope: 'https://api.botframework.com/.default',
  botIssuer: 'https://api.botframework.com',
  serviceHosts: ['smba.trafficmanager.net'],
} as const

/** What every part is made with. */
interface Ground {
  readonly config: Config
  readonly events: Events
  readonly store: Store
  readonly now: Clock
  readonly newId: NewId
  readonly look: CardLook
  readonly connector: ReturnType<typeof createConnector>
  readonly defender: ReturnType<typeof createDefenderReader>
}

/**
 * Builds every part of the service and starts it; the only place that knows them all. If a later step fails, what was
 * started is stopped again; parts stop in reverse order.
 */
export async function startBot(config: Config, events: Events): Promise<AsyncDisposable & { readonly port: number }> {
  await using parts = new AsyncDisposableStack()
  const startedAt = performance.now()
  const store = parts.use(await openStore({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR }))
  const ground = groundOf(config, events, store)
  const recovered = await recover(ground)

  const delivering = parts.use(startDelivering(ground))
  const following = parts.use(startFollowing(ground, delivering))
  parts.use(startPolling(ground, delivering))
  const people = peopleOf(ground)
  const background = parts.use(startBackground(events))
  const server = parts.use(
    await startServer(config.PORT, {
      messages: wayIn(ground, { ...people, delivering, following, background }),
      auth: people.pages,
      health: () => health(ground),
    }),
  ) // last: no request before we can serve it

  const ms = Math.round(performance.now() - startedAt)
  events.started({ port: server.port, store: config.DATABASE_URL ? 'postgres' : 'sqlite', recovered, ms })
  const stack = parts.move()
  return { port: server.port, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

function groundOf(config: Config, events: Events, store: Store): Ground {
  const now = () => instantOf(Date.now())
  const tenantId = config.TENANT_ID
  const sso = createAppTokens(CLOUD.authority, { tenantId, clientId: config.SSO_CLIENT_ID, secret: config.SSO_CLIENT_SECRET })
  const bot = createAppTokens(CLOUD.authority, { tenantId, clientId: config.BOT_ID, secret: config.BOT_SECRET })
  return {
    config,
    events,
    store,
    now,
    newId: (digits) => randomBytes(digits / 2).toString('hex'),
    look: { portalUrl: CLOUD.portalUrl, times: createTimes(config.TIME_ZONE ?? null), readOnly: null },
    connector: createConnector(() => bot.for(CLOUD.botScope)),
    defender: createDefenderReader(config.DEFENDER_URL, () => sso.for(config.DEFENDER_SCOPE), now),
  }
}

/** What a process that died left in the middle has an unknown outcome. */
async function recover({ store, now }: Ground): Promise<number> {
  return (await store.recover(plusMs(now(), UNCLEAR_POST_WAIT_MS))) + (await recoverIntents(store, now()))
}

function startDelivering({ events, store, now, connector, look }: Ground): Loop {
  const ports = {
    store,
    connector,
    budget: createSendBudget(),
    render: { caseCard: (file: Parameters<typeof caseCard>[0]) => caseCard(file, look), raiseCard },
    fingerprint: (message: object) => createHash('sha256').update(JSON.stringify(message)).digest('base64url'),
    now,
    random: Math.random,
    events: { delivered: events.delivered, failed: events.deliveryFailed },
  }
  return startLoop(
    (signal) => deliverDue(ports, signal),
    (error) => {
      events.passFailed('deliver', error)
      return 1000
    },
  )
}

function startPolling({ config, events, store, now, newId, defender }: Ground, delivering: Loop): Loop {
  const freshenMachines = createFreshener({ store, machines: defender, now, failed: events.machinesUnread })
  const pollEveryMs = config.POLL_SECONDS * 1000
  return startLoop(
    async (signal) => {
      const began = performance.now()
      const found = await pollAlerts({ store, alerts: defender, freshenMachines, now, newId }, signal)
      events.polled({ ...found, ms: Math.round(performance.now() - began) })
      if (found.touched > 0) delivering.wake()
      return pollEveryMs
    },
    (error) => {
      const againInMs = (error instanceof BotError && error.retryAfterMs) || pollEveryMs
      events.pollFailed(error, againInMs)
      return againInMs
    },
  )
}

function startFollowing({ events, store, now, defender }: Ground, delivering: Loop): Loop {
  return startLoop(
    async (signal) => {
      const nextInMs = await followActions({ store, actions: defender, now }, signal)
      delivering.wake()
      return nextInMs
    },
    (error) => {
      const againInMs = (error instanceof BotError && error.retryAfterMs) || 10_000
      events.followFailed(error, againInMs)
      return againInMs
    },
  )
}

/** Sign-in, sessions and tokens of people. */
function peopleOf({ config, store, now, events }: Ground) {
  const registration = { tenantId: config.TENANT_ID, clientId: config.SSO_CLIENT_ID, secret: config.SSO_CLIENT_SECRET }
  const { authority } = CLOUD
  const verify = createTokenVerifier({ ...registration, authority }, Date.now)
  const cipher = createSessionCipher(config.SESSION_KEY ?? keyFromFile(config.DATA_DIR))
  const base = { records: store, registration, authority, verify, cipher, now }
  const sessionMs = config.SESSION_HOURS * 3_600_000
  const tokens = createUserTokens({ ...base, defenderScope: config.DEFENDER_SCOPE, sessionMs, seen: events.scopesSeen })
  const signIn = createSignIn({ ...base, publicUrl: config.PUBLIC_URL, sessions: tokens })
  return { tokens, signIn, pages: createAuthPages(signIn) }
}

/** What the way in from Teams leads to. */
interface Inside {
  readonly tokens: UserTokens
  readonly signIn: SignInPages
  readonly delivering: Loop
  readonly following: Loop
  readonly background: Background
}

/** The SDK takes half a second to load: it does so while the service listens already, and the first activity waits for it. */
function wayIn(ground: Ground, inside: Inside): Receive {
  const receiver = import('./adapters/teams/receive.ts').then((loaded) => receiverOf(loaded, ground, inside))
  receiver.catch(ground.events.crashed) // every activity then fails with it
  return async (authorization, body) => (await receiver)(authorization, body)
}

function receiverOf({ createReceiver }: typeof import('./adapters/teams/receive.ts'), ground: Ground, inside: Inside): Receive {
  const { config, events, store, now, newId, connector, look } = ground
  const clicks: ClickPorts = {
    store,
    defender: createDefenderAsPerson(config.DEFENDER_URL, now),
    tokens: inside.tokens,
    signIn: inside.signIn,
    render: {
      caseCard: (file) => caseCard(file, look).body.card,
      confirmCard: (file, verb, facts) => confirmCard(file, verb, facts, look.times),
    },
    now,
    newId,
    pause: (ms, signal) => sleep(ms, undefined, { signal }),
    background: inside.background.run,
  }
  return createReceiver(
    { clientId: config.BOT_ID, tenantId: config.TENANT_ID },
    { tenantId: config.TENANT_ID, serviceHosts: CLOUD.serviceHosts, issuer: CLOUD.botIssuer },
    {
      async inbound(inbound) {
        const signal = AbortSignal.timeout(10_000)
        await enrolChannel({ store, directory: connector, now, failed: events.channelsUnread }, inbound, signal)
        await answerMessage({ store, now, helpText }, inbound)
        events.conversationSeen(inbound.is, inbound.origin.conversationId, inbound.origin.kind)
        inside.delivering.wake()
      },
      async click(click) {
        const reply = await answerClick(clicks, click, AbortSignal.timeout(10_000))
        events.clickAnswered(click.verb, click.person.id, reply.is)
        setImmediate(() => {
          inside.delivering.wake() // the answer first, then what everybody sees
          inside.following.wake()
        })
        return reply
      },
      newId: () => newId(16),
    },
    { turnedAway: events.turnedAway, turnFailed: events.turnFailed },
  )
}

async function health({ store }: Ground) {
  return { status: 200, body: { status: 'ok', outbox: await store.counts(), watermark: await store.cursor('watermark') } }
}
