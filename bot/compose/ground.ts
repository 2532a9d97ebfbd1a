import { randomBytes } from 'node:crypto'
import { createDefenderAsPerson } from '../adapters/defender/act-as-person.ts'
import { createCalls, createSend } from '../adapters/defender/metered-exchange.ts'
import { createDefenderReader } from '../adapters/defender/read-as-app.ts'
import { createAlertsAsPerson } from '../adapters/defender/triage-as-person.ts'
import type { AppTokens } from '../adapters/entra/app-tokens.ts'
import { createAppTokens } from '../adapters/entra/app-tokens.ts'
import type { Events } from '../adapters/log/events.ts'
import type { Trail } from '../adapters/log/trail.ts'
import { readPolicy } from '../adapters/policy/read-policy.ts'
import { createConnector } from '../adapters/teams/connector.ts'
import type { Credentials } from '../adapters/vault/credentials.ts'
import type { CardLook } from '../cards/case-card.ts'
import { createTimes } from '../cards/times.ts'
import type { Cloud } from '../clouds.ts'
import { CLOUDS } from '../clouds.ts'
import type { Config } from '../config.ts'
import type { CallQuota, Purpose } from '../domain/call-quota.ts'
import { createCallQuota } from '../domain/call-quota.ts'
import { instantOf } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { ActionSource, AlertSource, AlertsAsPerson, Clock, DefenderAsPerson, MachineSource, NewId } from '../ports.ts'
import type { Store } from '../records.ts'

/** What every part is made with. */
export interface Ground {
  readonly config: Config
  readonly cloud: Cloud
  readonly events: Events
  readonly trail: Trail
  readonly store: Store
  readonly credentials: Credentials
  readonly policy: Policy
  readonly now: Clock
  readonly newId: NewId
  /** Of this instance, for others to know it by. */
  readonly instance: string
  readonly look: CardLook
  /** Tokens of the SSO registration for itself. */
  readonly sso: AppTokens
  readonly connector: ReturnType<typeof createConnector>
  /** How long this process runs, in milliseconds: a clock that nobody sets. */
  readonly nowMs: () => number
  readonly quota: CallQuota
  /** Defender as the app sees it, and as people do; both take from the quota what the purpose may have. */
  readonly defender: (purpose: Purpose) => AlertSource & MachineSource & ActionSource
  readonly defenderAsPerson: (purpose: Purpose) => DefenderAsPerson
  readonly alertsAsPerson: (purpose: Purpose) => AlertsAsPerson
}

/** An embedded store has one instance, which takes up at once what it left when it was killed. */
const THE_ONLY = 'only'

/** Builds what every part is made with. */
export function groundOf(
  config: Config,
  { events, trail, store, credentials }: Pick<Ground, 'events' | 'trail' | 'store' | 'credentials'>,
): Ground {
  const now = () => instantOf(Date.now())
  const nowMs = () => performance.now()
  const quota = createCallQuota()
  const tenantId = config.TENANT_ID
  const cloud = CLOUDS[config.CLOUD]
  const { authority } = cloud
  const sso = createAppTokens(authority, { tenantId, clientId: config.SSO_CLIENT_ID, credentials: credentials.sso })
  const bot = createAppTokens(authority, { tenantId, clientId: config.BOT_ID, credentials: credentials.bot })
  return {
    config,
    cloud,
    events,
    trail,
    store,
    credentials,
    policy: readPolicy(config.POLICY_FILE ?? null),
    now,
    instance: config.DATABASE_URL ? randomBytes(4).toString('hex') : THE_ONLY,
    newId: (digits) => randomBytes(digits / 2).toString('hex'),
    look: {
      portalUrl: cloud.portalUrl,
      times: createTimes(config.TIME_ZONE ?? null),
      mode: config.DEFENDER_MODE,
      tab: config.TEAMS_APP_ID
        ? { appId: config.TEAMS_APP_ID, tenantId, url: `${config.PUBLIC_URL}/tab/`, teamsUrl: cloud.teamsUrl }
        : null,
    },
    sso,
    connector: createConnector({ get: () => bot.for(cloud.connectorScope), forget: bot.forget }),
    nowMs,
    quota,
    defender: (purpose) =>
      createDefenderReader(
        config.DEFENDER_URL,
        { get: () => sso.for(config.DEFENDER_SCOPE), forget: sso.forget },
        createCalls(quota, purpose, nowMs, events),
        now,
      ),
    defenderAsPerson: (purpose) => createDefenderAsPerson(config.DEFENDER_URL, createSend(quota, purpose, nowMs, events), now),
    alertsAsPerson: (purpose) => createAlertsAsPerson(config.DEFENDER_URL, createSend(quota, purpose, nowMs, events)),
  }
}
