import type { CredentialKind, CredentialSource, SealingKeys } from '../../credential.ts'
import type { Ending } from '../../domain/ending.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Clock } from '../../ports.ts'
import type { HeldCredential, HolderParts } from './held-credential.ts'
import { holdCredential } from './held-credential.ts'
import type { Identity } from './identity.ts'
import type { SessionKeys } from './session-keys.ts'

/** The registrations that prove themselves. */
export type RegistrationName = 'bot' | 'sso'

/** The credentials of both registrations. */
export interface Credentials extends Readonly<Record<RegistrationName, CredentialSource>> {
  /** What seals people's sessions now, and opens them. */
  sessionKeys(): SealingKeys
  /** Takes the newest of all that are kept; what cannot be read stays as it is in memory. Never throws. */
  refresh(): Promise<void>
  /** Since when what is kept cannot be read. */
  unreadSince(): Instant | null
  endings(): Ending[]
}

/** What credentials are opened with. */
export interface CredentialParts extends Omit<OpeningParts, 'unread'> {
  /** Opens what seals people's sessions. @throws BotError when there is none to begin with. */
  readonly openSessionKeys: () => Promise<SessionKeys>
  readonly kinds: Readonly<Record<RegistrationName, CredentialKind>>
  readonly now: Clock
  /** Told once when what is kept can no longer be read, and once when it can again. */
  readonly unread: (error: unknown) => void
  readonly readAgain: () => void
}

/** What a credential of any kind is opened with. */
interface OpeningParts extends HolderParts {
  readonly identity: Identity
  /** Tokens for this are what a registration takes from a managed identity that it trusts (Entra: "Workload identity federation"). */
  readonly exchangeScope: string
}

/** Reads the credential of one registration, `bot-secret` and the like. @throws BotError when there is none to begin with. */
export async function openCredential(
  parts: OpeningParts,
  registration: RegistrationName,
  kind: CredentialKind,
): Promise<HeldCredential> {
  const name = `${registration}-${kind}`
  if (kind !== 'federated') return holdCredential(parts, kind, name)
  const credential = { is: kind, assertion: () => parts.identity.token(parts.exchangeScope) }
  return {
    name,
    current: () => credential,
    held: () => ({ version: 'none', endsAt: null }),
    refresh: async () => undefined,
    renew: async () => false,
  }
}

/** Reads what is needed to begin with. @throws BotError when something of it cannot be read. */
export async function openCredentials(parts: CredentialParts): Promise<Credentials> {
  const { kinds, now } = parts
  let unreadSince: Instant | null = null
  const unread = (error: unknown): void => {
    if (unreadSince === null) parts.unread(error)
    unreadSince ??= now()
  }

  const opening = { ...parts, unread }
  const [bot, sso, sessionKeys] = await Promise.all([
    openCredential(opening, 'bot', kinds.bot),
    openCredential(opening, 'sso', kinds.sso),
    parts.openSessionKeys(),
  ])

  return {
    bot,
    sso,
    sessionKeys: sessionKeys.current,
    async refresh() {
      const outcomes = await Promise.allSettled([bot, sso, sessionKeys].map((one) => one.refresh()))
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed) return unread(failed.reason)
      if (unreadSince !== null) parts.readAgain()
      unreadSince = null
    },
    unreadSince: () => unreadSince,
    endings: () =>
      [bot, sso].flatMap(({ name, held }) => {
        const { version, endsAt } = held()
        return endsAt === null ? [] : [{ name, version, endsAt }]
      }),
  }
}
