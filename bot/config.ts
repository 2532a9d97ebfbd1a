import * as z from 'zod/v4'
import type { HostSetting } from './clouds.ts'
import { CLOUD_NAMES, CLOUDS, HOST_SETTINGS, hostProblem } from './clouds.ts'
import { CREDENTIAL_KINDS } from './credential.ts'
import { MODES } from './domain/granted.ts'
import { Secret } from './secret.ts'

/** In small letters, as tokens and activities have it. */
const guid = z.string().trim().toLowerCase().pipe(z.guid('must be a GUID'))
const secret = z
  .string()
  .trim()
  .min(1)
  .transform((value) => new Secret(value))
const url = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be a URL such as ${example}` }).transform((value) => value.replace(/\/+$/, ''))
const secretUrl = url(/^https$/, 'https://watcher.example.com/key').transform((value) => new Secret(value))
const whole = (least: number, most: number) => {
  const says = `must be a whole number from ${least} to ${most}`
  return z.string().transform(Number).pipe(z.int(says).min(least, says).max(most, says))
}
const zone = z.string().refine((name) => isTimeZone(name), 'must be an IANA time zone such as Europe/Paris')
const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/, 'must be a time such as 08:00, or off')
  .transform((time) => (time === 'off' ? null : time))
const credentialKind = z.enum(CREDENTIAL_KINDS, `must be ${listed(CREDENTIAL_KINDS)}`).default('secret')

/** Every setting the bot reads, by the name it has in the environment; .env.sample explains each. */
const settings = z.object({
  PORT: whole(1, 65_535).default(3978),
  PUBLIC_URL: url(/^https?$/, 'https://soc.example.com'),
  CLOUD: z.enum(CLOUD_NAMES, `must be ${listed(CLOUD_NAMES)}`).default('commercial'),
  TENANT_ID: guid,
  BOT_ID: guid,
  BOT_CREDENTIAL: credentialKind,
  BOT_SECRET: secret.optional(),
  SSO_CLIENT_ID: guid,
  SSO_CREDENTIAL: credentialKind,
  SSO_CLIENT_SECRET: secret.optional(),
  KEY_VAULT_URL: url(/^https$/, 'https://pocketsoc.vault.azure.net').optional(),
  AZURE_CLIENT_ID: guid.optional(),
  TEAMS_APP_ID: guid.optional(),
  DEFENDER_URL: url(/^https$/, 'https://api.security.microsoft.com'),
  DEFENDER_SCOPE: z.string().endsWith('/.default', 'must end with /.default'),
  DEFENDER_MODE: z.enum(MODES, 'must be delegated or application').default('delegated'),
  POLICY_FILE: z.string().min(1).optional(),
  POLL_SECONDS: whole(3, 3600).default(10),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user@host/pocketsoc').optional(),
  SESSION_HOURS: whole(1, 168).default(12),
  SESSION_KEY: secret.optional(),
  HEARTBEAT_URL: secretUrl.optional(),
  RETENTION_DAYS: whole(30, 3650).default(180),
  TIME_ZONE: zone.optional(),
  DIGEST_AT: timeOfDay.default('08:00'),
  METRICS_TOKEN: secret.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?$/, 'http://localhost:4318').optional(),
  APPLICATIONINSIGHTS_CONNECTION_STRING: secret.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
})

const when = () => true // also when other settings are wrong: one message names all

type SsoProof = Pick<z.output<typeof settings>, 'SSO_CREDENTIAL' | 'SSO_CLIENT_SECRET' | 'KEY_VAULT_URL'>
const hasSsoProof = ({ SSO_CREDENTIAL, SSO_CLIENT_SECRET, KEY_VAULT_URL }: SsoProof): boolean =>
  SSO_CREDENTIAL === 'federated' || Boolean(SSO_CLIENT_SECRET || KEY_VAULT_URL)
const SSO_PROOF_MISSING = { path: ['SSO_CLIENT_SECRET'], error: 'is missing', when }

type Hosts = Partial<Pick<z.output<typeof settings>, 'CLOUD' | HostSetting>>
const mixed = (name: HostSetting, { CLOUD, ...given }: Hosts): string | null => {
  const [cloud, value] = [CLOUD_NAMES.find((one) => one === CLOUD), given[name]]
  return cloud && value ? hostProblem(name, value instanceof Secret ? value.reveal() : value, cloud) : null
}
/** A token for one cloud must not go to another, nor must anything be asked there. */
const inOneCloud = HOST_SETTINGS.map((name) =>
  z.refine<Hosts>((given) => mixed(name, given) === null, {
    path: [name],
    error: ({ input }) => mixed(name, input as Hosts),
    when,
  }),
)

/** Instances that share a database must open each other's sessions; what Key Vault does not hold must be given. */
const complete = settings
  .refine((given) => !given.DATABASE_URL || given.SESSION_KEY || given.KEY_VAULT_URL, {
    path: ['SESSION_KEY'],
    error: 'must be set with DATABASE_URL, the same for every instance: 32 bytes in base64 (openssl rand -base64 32)',
    when,
  })
  .refine((given) => given.BOT_SECRET || given.KEY_VAULT_URL || given.BOT_CREDENTIAL === 'federated', {
    path: ['BOT_SECRET'],
    error: 'is missing',
    when,
  })
  .refine(hasSsoProof, SSO_PROOF_MISSING)
  .check(...inOneCloud)

const reading = settings
  .pick({
    CLOUD: true,
    TENANT_ID: true,
    SSO_CLIENT_ID: true,
    SSO_CREDENTIAL: true,
    SSO_CLIENT_SECRET: true,
    KEY_VAULT_URL: true,
    AZURE_CLIENT_ID: true,
    DEFENDER_URL: true,
    DEFENDER_SCOPE: true,
  })
  .refine(hasSsoProof, SSO_PROOF_MISSING)
  .check(...inOneCloud)

/** The bot's settings, checked. */
export type Config = z.output<typeof settings>

/** Settings that only the store needs, for the operator's commands. */
export type StoreConfig = Pick<Config, 'CLOUD' | 'DATA_DIR' | 'DATABASE_URL' | 'AZURE_CLIENT_ID'>

/** Settings for reading Defender as the app, for the operator's commands. */
export type ReadingConfig = z.output<typeof reading>

type Environment = Readonly<Record<string, string | undefined>>

/** A setting that cannot be used: `says` is what is wrong with it, and no value. */
export interface Problem {
  readonly name: string
  readonly says: string
}

/** Settings that cannot be used; the message lists every problem. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ name, says }) => `- ${name} ${says}`)
    super(`The configuration is not usable:\n${lines.join('\n')}\nEach setting is explained in .env.sample.`)
    this.problems = problems
  }
}

/** Reads the settings. @throws ConfigError */
export function parseConfig(env: Environment): Config {
  return parse(complete, env)
}

/** Reads what the operator's commands need to reach the store. @throws ConfigError. */
export function parseStoreConfig(env: Environment): StoreConfig {
  return parse(settings.pick({ CLOUD: true, DATA_DIR: true, DATABASE_URL: true, AZURE_CLIENT_ID: true }), env)
}

/** The deployment's own policy, `null` where it has none. @throws ConfigError. */
export function parsePolicyFile(env: Environment): string | null {
  return parse(settings.pick({ POLICY_FILE: true }), env).POLICY_FILE ?? null
}

/** Reads what reading Defender as the app needs. @throws ConfigError. */
export function parseReadingConfig(env: Environment): ReadingConfig {
  return parse(reading, env)
}

/** Reads what the app package is made for. @throws ConfigError. */
export function parsePackageConfig(env: Environment): Pick<Config, 'PUBLIC_URL' | 'BOT_ID' | 'SSO_CLIENT_ID'> {
  return parse(settings.pick({ PUBLIC_URL: true, BOT_ID: true, SSO_CLIENT_ID: true }), env)
}

function parse<T>(schema: z.ZodType<T>, env: Environment): T {
  const given = withDefaultsOfCloud(Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = new Map<string, Problem>()
  for (const { path, message, code } of parsed.error.issues) {
    const name = String(path[0])
    const says = given[name] === undefined && code !== 'custom' ? 'is missing' : message
    problems.set(`${name} ${says}`, { name, says })
  }
  throw new ConfigError([...problems.values()])
}

function withDefaultsOfCloud(given: Environment): Environment {
  const { defenderHosts, defenderScope } = CLOUDS[CLOUD_NAMES.find((name) => name === given['CLOUD']) ?? 'commercial']
  return { DEFENDER_URL: `https://${defenderHosts[0]}`, DEFENDER_SCOPE: defenderScope, ...given }
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
