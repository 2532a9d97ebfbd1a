import type { CredentialKind, CredentialSource } from '../../credential.ts'
import type { Ending } from '../../domain/ending.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Clock } from '../../ports.ts'
import type { HeldCredential, HolderParts } from './held-credential.ts'
import { holdCredential } from './held-credential.ts'
import type { Identity } from './identity.ts'
import type { Shelf } from './shelf.ts'

/** The registrations that prove themselves. */
export type RegistrationName = 'bot' | 'sso'

/** The credentials of both registrations. */
export interface Credentials extends Readonly<Record<RegistrationName, CredentialSource>> {
  /** Takes the newest of all that are kept; what cannot be read stays as it is in memory. Never throws. */
  refresh(): Promise<void>
  /** Since when what is kept cannot be read. */
  unreadSince(): Instant | null
  endings(): Ending[]
}

/** What credentials are opened with. */
export interface CredentialParts extends Pick<HolderParts, 'nowMs' | 'renewed'> {
  readonly shelf: Shelf
  readonly identity: Identity
  readonly kinds: Readonly<Record<RegistrationName, CredentialKind>>
  readonly now: Clock
  /** Told once when what is kept can no longer be read, and once when it can again. */
  readonly unread: (error: unknown) => void
  readonly readAgain: () => void
}

/** Tokens for this are what a registration takes from a managed identity that it trusts (Entra: "Workload identity federation"). */
const EXCHANGE_SCOPE = 'api://AzureADTokenExchange/.default'

/** Reads what is needed to begin with. @throws BotError when something of it cannot be read. */
export async function openCredentials(parts: CredentialParts): Promise<Credentials> {
  const { shelf, identity, kinds, now } = parts
  const kept: HeldCredential[] = []
  let unreadSince: Instant | null = null
  const unread = (error: unknown): void => {
    if (unreadSince === null) parts.unread(error)
    unreadSince ??= now()
  }

  const sourceOf = async (registration: RegistrationName): Promise<CredentialSource> => {
    const kind = kinds[registration]
    if (kind === 'federated') {
      const trusted = { is: kind, assertion: () => identity.token(EXCHANGE_SCOPE) }
      return { current: () => trusted, renew: async () => false }
    }
    const held = await holdCredential({ ...parts, shelf, unread }, kind, `${registration}-${kind}`)
    kept.push(held)
    return held
  }
  const [bot, sso] = await Promise.all([sourceOf('bot'), sourceOf('sso')])

  return {
    bot,
    sso,
    async refresh() {
      const outcomes = await Promise.allSettled(kept.map((one) => one.refresh()))
      const failed = outcomes.find((outcome) => outcome.status === 'rejected')
      if (failed) return unread(failed.reason)
      if (unreadSince !== null) parts.readAgain()
      unreadSince = null
    },
    unreadSince: () => unreadSince,
    endings: () =>
      kept.flatMap(({ name, held }) => {
        const { version, endsAt } = held()
        return endsAt === null ? [] : [{ name, version, endsAt }]
      }),
  }
}
