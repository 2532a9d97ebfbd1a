import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createAppTokens } from '../adapters/entra/app-tokens.ts'
import { createSessionCipher, keyFromFile } from '../adapters/entra/session-cipher.ts'
import type { StoreToRead } from '../adapters/store/open-store.ts'
import type { RegistrationName } from '../adapters/vault/credentials.ts'
import { openCredential } from '../adapters/vault/credentials.ts'
import type { HeldCredential } from '../adapters/vault/held-credential.ts'
import { createIdentity } from '../adapters/vault/identity.ts'
import type { Kept } from '../adapters/vault/shelf.ts'
import { CLOUDS } from '../clouds.ts'
import { shelfOf } from '../compose/secrets.ts'
import { readStoreOf } from '../compose/store.ts'
import type { Config, StoreConfig } from '../config.ts'
import { oneKey } from '../credential.ts'
import type { AppToken } from '../ports.ts'
import { NotLookedAt } from './check.ts'

/** What the checks look at; each part is fetched once, when first asked for, and rejects for all that ask. */
export interface Patient {
  /** @throws NotLookedAt while settings are missing or wrong. */
  config(): Config
  store(): Promise<StoreToRead>
  credential(of: RegistrationName): Promise<HeldCredential>
  /** A new token of the registration for itself: the bot's for the connector, sign-in's for Defender. */
  token(of: RegistrationName): Promise<AppToken>
  /** What seals sessions, checked; `null` where the first start will make it. */
  sessionKey(): Promise<Kept | null>
  /** Closes what was opened. */
  close(): Promise<void>
}

/** Fetches with the settings that are usable. */
export function patientOf(settings: Config | null, storeSettings: StoreConfig | null): Patient {
  const config = (): Config => {
    if (!settings) throw new NotLookedAt('settings are missing or wrong')
    return settings
  }
  const identity = createIdentity(storeSettings?.AZURE_CLIENT_ID)
  const credential = (of: RegistrationName): Promise<HeldCredential> => {
    const parts = {
      shelf: shelfOf(config(), identity),
      identity,
      exchangeScope: CLOUDS[config().CLOUD].exchangeScope,
      nowMs: () => performance.now(),
      renewed: untold,
      unread: untold,
    }
    return openCredential(parts, of, config()[of === 'bot' ? 'BOT_CREDENTIAL' : 'SSO_CREDENTIAL'])
  }
  const credentials = { bot: once(async () => credential('bot')), sso: once(async () => credential('sso')) }
  const token = async (of: RegistrationName): Promise<AppToken> => {
    const { TENANT_ID: tenantId, BOT_ID, SSO_CLIENT_ID, DEFENDER_SCOPE, CLOUD } = config()
    const { authority, connectorScope } = CLOUDS[CLOUD]
    const registration = { tenantId, clientId: of === 'bot' ? BOT_ID : SSO_CLIENT_ID, credentials: await credentials[of]() }
    return createAppTokens(authority, registration).fresh(of === 'bot' ? connectorScope : DEFENDER_SCOPE)
  }
  const store = once(async () => {
    if (!storeSettings) throw new NotLookedAt('its settings are wrong')
    return readStoreOf(storeSettings)
  })
  const tokens = { bot: once(() => token('bot')), sso: once(() => token('sso')) }
  return {
    config,
    store,
    credential: (of) => credentials[of](),
    token: (of) => tokens[of](),
    sessionKey: once(async () => {
      const key = await sessionKeyOf(config(), () => shelfOf(config(), identity).read('session-key'))
      if (key) createSessionCipher(() => oneKey(key.value))
      return key
    }),
    close: async () => {
      await store().then((opened) => opened[Symbol.asyncDispose](), untold)
    },
  }
}

const untold = (): void => undefined

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  return () => {
    running ??= work()
    return running
  }
}

async function sessionKeyOf(config: Config, fromVault: () => Promise<Kept>): Promise<Kept | null> {
  if (config.SESSION_KEY) return { value: config.SESSION_KEY, version: 'environment', endsAt: null, madeAt: null }
  if (config.KEY_VAULT_URL) return fromVault()
  if (!existsSync(join(config.DATA_DIR, 'session.key'))) return null
  return { value: keyFromFile(config.DATA_DIR), version: 'file', endsAt: null, madeAt: null }
}
