import { keyFromFile } from '../adapters/entra/session-cipher.ts'
import type { Events } from '../adapters/log/events.ts'
import type { Credentials } from '../adapters/vault/credentials.ts'
import { openCredential, openCredentials } from '../adapters/vault/credentials.ts'
import type { Identity } from '../adapters/vault/identity.ts'
import { createIdentity } from '../adapters/vault/identity.ts'
import type { SessionKeys } from '../adapters/vault/session-keys.ts'
import { holdSessionKeys } from '../adapters/vault/session-keys.ts'
import type { Shelf } from '../adapters/vault/shelf.ts'
import { environmentShelf, keyVaultShelf } from '../adapters/vault/shelf.ts'
import { CLOUDS } from '../clouds.ts'
import type { Config, ReadingConfig } from '../config.ts'
import type { CredentialSource } from '../credential.ts'
import { oneKey } from '../credential.ts'
import { instantOf } from '../domain/instant.ts'
import { warnOfEndings } from '../flows/warn-of-endings.ts'
import type { Loop } from '../loop.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'

/** Reads what the service proves itself with, and what seals sessions: from Key Vault where there is one, else as given. */
export async function openSecrets(config: Config, events: Events): Promise<Credentials> {
  const { KEY_VAULT_URL: vault, BOT_CREDENTIAL: bot, SSO_CREDENTIAL: sso } = config
  const identity = createIdentity(config.AZURE_CLIENT_ID)
  const shelf = shelfOf(config, identity)
  const now = () => instantOf(Date.now())
  const openSessionKeys = async (): Promise<SessionKeys> => {
    if (vault && !config.SESSION_KEY) return holdSessionKeys({ shelf, now, renewed: events.credentialRenewed })
    const keys = oneKey(config.SESSION_KEY ?? keyFromFile(config.DATA_DIR))
    return { current: () => keys, refresh: async () => undefined }
  }
  return openCredentials({
    shelf,
    identity,
    openSessionKeys,
    exchangeScope: CLOUDS[config.CLOUD].exchangeScope,
    kinds: { bot, sso },
    now,
    nowMs: () => performance.now(),
    renewed: events.credentialRenewed,
    unread: events.secretsUnread,
    readAgain: events.secretsReadAgain,
  })
}

/** Where the settings have secrets kept. */
export function shelfOf(config: Config, identity: Identity): Shelf {
  const { KEY_VAULT_URL: vault, BOT_CREDENTIAL: bot, SSO_CREDENTIAL: sso } = config
  const given = { [`bot-${bot}`]: config.BOT_SECRET, [`sso-${sso}`]: config.SSO_CLIENT_SECRET }
  return vault ? keyVaultShelf(vault, identity) : environmentShelf(given)
}

/** The credential for reading Defender as the app, for a command that is over in a minute. */
export function openReadingCredential(config: ReadingConfig): Promise<CredentialSource> {
  const { KEY_VAULT_URL: vault, SSO_CREDENTIAL: kind } = config
  const identity = createIdentity(config.AZURE_CLIENT_ID)
  const shelf = vault ? keyVaultShelf(vault, identity) : environmentShelf({ [`sso-${kind}`]: config.SSO_CLIENT_SECRET })
  const untold = () => undefined
  const { exchangeScope } = CLOUDS[config.CLOUD]
  const parts = { shelf, identity, exchangeScope, nowMs: () => performance.now(), renewed: untold, unread: untold }
  return openCredential(parts, 'sso', kind)
}

const REFRESH_EVERY_MS = 15 * 60_000
/** What could not be read is asked for again this soon. */
const LOOK_EVERY_MS = 10_000

/** Takes the newest of every secret, again and again; every instance does so for itself. */
export function startRenewing({ credentials, events, nowMs }: Ground): Loop {
  let refreshedAt = nowMs()
  return startLoop(
    async () => {
      if (credentials.unreadSince() === null && nowMs() - refreshedAt < REFRESH_EVERY_MS) return LOOK_EVERY_MS
      await credentials.refresh()
      refreshedAt = nowMs()
      return LOOK_EVERY_MS
    },
    (error) => {
      events.passFailed('renew', error)
      return LOOK_EVERY_MS
    },
  )
}

const WARN_EVERY_MS = 60_000

/** Tells the operator of what ends soon. */
export function startWarning({ credentials, events, store, now }: Ground, delivering: Pick<Loop, 'wake'>): Loop {
  return startLoop(
    async () => {
      const endings = credentials.endings()
      if (endings.length > 0 && (await warnOfEndings({ store, now }, endings)) > 0) delivering.wake()
      return WARN_EVERY_MS
    },
    (error) => {
      events.passFailed('warn', error)
      return WARN_EVERY_MS
    },
  )
}
