import type { RegistrationName } from '../adapters/vault/credentials.ts'
import { daysAhead } from '../domain/ending.ts'
import type { Instant } from '../domain/instant.ts'
import type { Check, Outcome } from './check.ts'
import { missing, NotLookedAt, ok, warning } from './check.ts'
import type { Patient } from './patient.ts'

/** Whether each secret can be read, from Key Vault or the environment, and when it ends. */
export function secretChecks({ config, credential, sessionKey }: Patient, now: Instant): Check[] {
  const registration = (of: RegistrationName): Check => ({
    group: 'Secrets',
    name: of === 'bot' ? 'bot' : 'sign-in',
    mend: mendOf(config, `${of}-secret`, of === 'bot' ? 'BOT_SECRET' : 'SSO_CLIENT_SECRET'),
    async run() {
      const { name, held } = await credential(of)
      return untilIts(held().endsAt, name, whence(held().version, name), now)
    },
  })
  return [
    registration('bot'),
    registration('sso'),
    {
      group: 'Secrets',
      name: 'session key',
      mend: mendOf(config, 'session-key', 'SESSION_KEY'),
      async run() {
        const key = await sessionKey()
        if (!key) return ok('the first start makes it in DATA_DIR')
        return untilIts(key.endsAt, 'session-key', whence(key.version, 'session-key'), now)
      },
    },
  ]
}

function mendOf(config: Patient['config'], name: string, setting: string): string {
  const vault = vaultOf(config)
  return vault
    ? `Put ${name} (or its certificate) into ${vault}, and give the managed identity the role Key Vault Secrets User.`
    : `Set ${setting} to a usable value, see .env.sample.`
}

function vaultOf(config: Patient['config']): string | null {
  try {
    return config().KEY_VAULT_URL ?? null
  } catch (error) {
    if (error instanceof NotLookedAt) return null
    throw error
  }
}

function whence(version: string, name: string): string {
  if (version === 'none') return 'the managed identity stands for it'
  if (version === 'environment') return 'given in the environment'
  return version === 'file' ? 'in DATA_DIR' : `${name} in Key Vault, version ${version.slice(0, 8)}`
}

/** A warning 30, 7 and 1 days ahead of an end. */
export function untilIts(endsAt: Instant | null, name: string, says: string, now: Instant): Outcome {
  if (endsAt === null) return ok(says)
  const at = `${endsAt.slice(0, 16).replace('T', ' ')} UTC`
  const mend = `Put a new version of ${name} in its place, see docs/setup.md.`
  if (endsAt <= now) return missing(`${says}; it has ended at ${at}`, mend)
  const days = daysAhead(endsAt, now)
  if (days === null) return ok(`${says}, ends at ${at}`)
  return warning(`${says}; it ends within ${days === 1 ? 'a day' : `${days} days`}, at ${at}`, mend)
}
