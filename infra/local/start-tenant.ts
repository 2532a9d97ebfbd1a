import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { createAuthority } from './authority.ts'
import { createBotFramework } from './bot-framework/bot-framework.ts'
import { type Cloud, COMMERCIAL } from './cloud.ts'
import { createControl } from './control/control.ts'
import { createEvents } from './control/events.ts'
import { createStrangeSender } from './control/strange-activity.ts'
import { createDefender, type Defender } from './defender/defender.ts'
import { createEntra, type Entra } from './entra/entra.ts'
import { createFaults, type Faults } from './faults.ts'
import { createIssued, type Issued } from './issued.ts'
import { createTenantClock, type Handler, type Platform, type TenantClock, type Watch } from './platform.ts'
import { besides, createPlayground, type Playground } from './playground.ts'
import { startProxy } from './proxy.ts'
import { listen, publicSite } from './public-site.ts'
import { createReceived, type Received } from './received.ts'
import { serviceUrlAt } from './teams/activities.ts'
import { createBotLine, NOT_THERE } from './teams/bot-line.ts'
import { createTeams, type Teams } from './teams/teams.ts'
import { createVault, type Vault, vaultAudience, vaultUrl } from './vault/vault.ts'
import { ACCOUNTS, APPS, CATALOG_APP_ID, TENANT_ID } from './world.ts'

/** How to start a tenant. */
export interface TenantOptions {
  /** The commercial one where none is named. */
  readonly cloud?: Cloud
  /** Of the public site; 0 takes any free one. */
  readonly port?: number
  /** Where the bot listens, or will. */
  readonly botPort?: number
  /** What Defender holds at first, in its API's own shape. */
  readonly alerts?: readonly unknown[]
  readonly machines?: readonly unknown[]
}

/** A running tenant, and hands on all of it for tests in the same process. */
export interface Tenant extends AsyncDisposable {
  /** The public site: client, `/control`, and the bot behind it. */
  readonly url: string
  /** Everything the bot needs in its environment. */
  botEnv(): Record<string, string>
  /** The same in Azure: the secrets are in Key Vault, where somebody must put them, and a managed identity reads them. */
  vaultEnv(): Record<string, string>
  /** Waits until the bot is there, then adds it to the team and to everybody's 1:1 chat. */
  installAll(signal?: AbortSignal): Promise<void>
  /** Opens another proxy to the same platforms, whose requests `watch` sees; its URL. */
  openProxy(watch: Watch): Promise<string>
  readonly clock: TenantClock
  readonly defender: Defender
  readonly teams: Teams
  readonly entra: Entra
  readonly vault: Vault
  readonly issued: Issued
  readonly faults: Faults
  readonly received: Received
  readonly playground: Playground
}

/** Starts everything on loopback; disposing stops it and leaves nothing behind. Keys and secrets are new each time. */
export async function startTenant(options: TenantOptions = {}): Promise<Tenant> {
  const { cloud = COMMERCIAL, port = 3979, botPort = 3978, alerts = [], machines = [] } = options
  const issued = createIssued()
  const secrets = { bot: issued.note('client secret', newSecret()), sso: issued.note('client secret', newSecret()) }
  const clock = createTenantClock()
  const events = createEvents()
  const [entra, botFramework] = await Promise.all([
    createEntra({ cloud, clock, issued, secrets, identityResources: [vaultAudience(cloud)], publicUrl: () => url }),
    createBotFramework(cloud, issued),
  ])
  const vault = createVault({ cloud, clock, tokens: entra.tokens, issued })
  const defender = createDefender({
    audience: cloud.defenderAudience,
    clock,
    tokens: entra.tokens,
    issued,
    seed: { alerts, machines },
  })
  const tell = createBotLine(botPort)
  const teams = createTeams({
    cloud,
    clock,
    tokens: entra.tokens,
    tell,
    issue: botFramework.issue,
    emit: events.emit,
    entra,
    publicUrl: () => url,
  })
  const faults = createFaults()
  const received = createReceived({ clock, tokens: entra.tokens, faults })
  const playground = createPlayground(botFramework, secrets.bot)
  const login = received.around('entra', null, besides(entra.handler, playground.token))

  /** The hosts that are played. */
  const hosts: readonly (readonly [(host: string) => boolean, Platform, Handler])[] = [
    [(host) => cloud.defenderHosts.test(host), 'defender', received.around('defender', cloud.defenderAudience, defender.handler)],
    [is(new URL(cloud.login).hostname), 'entra', login],
    [is(cloud.botKeysHost), 'bot-framework', received.around('bot-framework', null, botFramework.handler)],
    [
      is(cloud.connectorHost),
      'connector',
      received.around('connector', cloud.connectorAudience, besides(teams.connector, playground.connector)),
    ],
    [(host) => host.endsWith(`.${cloud.vaultDomain}`), 'vault', received.around('vault', vaultAudience(cloud), vault.handler)],
  ]

  await using started = new AsyncDisposableStack()
  const authority = started.use(await createAuthority())
  const proxyWith = (watch: Watch) =>
    startProxy(authority, (host) => {
      const [, platform, handler] = hosts.find(([isPlayed]) => isPlayed(host)) ?? []
      return platform && handler ? (request) => watch(platform, request, handler) : null
    })
  const proxy = started.use(await proxyWith((_, request, handle) => handle(request)))
  const sendStrange = createStrangeSender(tell, botFramework, entra, serviceUrlAt(cloud.connectorHost))
  const identity = started.use(await listen(entra.managedIdentity.handler, 0))
  const control = createControl({ defender, teams, entra, vault, issued, faults, received, clock, events, sendStrange })
  const site = started.use(await listen(publicSite({ control, entra: login, login: cloud.login, botPort }), port))
  const url = `http://localhost:${site.port}`
  const botEnv = {
    HTTPS_PROXY: proxy.url,
    NO_PROXY: 'localhost,127.0.0.1',
    NODE_USE_ENV_PROXY: '1',
    NODE_EXTRA_CA_CERTS: authority.certificatePath,
    PORT: String(botPort),
    PUBLIC_URL: url,
    TENANT_ID,
    BOT_ID: APPS.bot.clientId,
    SSO_CLIENT_ID: APPS.sso.clientId,
    TEAMS_APP_ID: CATALOG_APP_ID,
  }
  const parts = started.move()

  return {
    url,
    clock,
    defender,
    teams,
    entra,
    vault,
    issued,
    faults,
    received,
    playground,
    botEnv: () => ({ ...botEnv, BOT_SECRET: secrets.bot, SSO_CLIENT_SECRET: secrets.sso }),
    vaultEnv: () => ({
      ...botEnv,
      KEY_VAULT_URL: vaultUrl(cloud),
      AZURE_CLIENT_ID: APPS.identity.clientId,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${identity.port}/msi/token`,
      IDENTITY_HEADER: entra.managedIdentity.header,
    }),
    async installAll(signal) {
      for (const where of ['team', ...ACCOUNTS.map(({ key }) => key)]) {
        while ((await teams.install(where)).some(({ status }) => status === NOT_THERE)) await wait(250, undefined, { signal })
      }
    },
    openProxy: async (watch) => parts.use(await proxyWith(watch)).url,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

const is = (name: string) => (host: string) => host === name

const newSecret = () => randomBytes(30).toString('base64url')
