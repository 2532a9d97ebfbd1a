import type { CredentialSource } from '../../credential.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Parsed } from './parse-credential.ts'
import { parseCredential } from './parse-credential.ts'
import type { Kept, Shelf } from './shelf.ts'

/** A credential in memory, as it was last read. */
export interface HeldCredential extends CredentialSource {
  readonly name: string
  /** Takes the newest; keeps what it has when that cannot be read or is no good. @throws BotError */
  refresh(): Promise<void>
  /** Which version this is, and when it ends, if anybody says. */
  held(): { readonly version: string; readonly endsAt: Instant | null }
}

/** What a held credential tells others. */
export interface HolderParts {
  readonly shelf: Shelf
  /** A clock in milliseconds that nobody sets. */
  readonly nowMs: () => number
  readonly renewed: (name: string, version: string) => void
  /** Told of every reading that failed, besides whoever asked for it. */
  readonly unread: (error: unknown) => void
}

const RENEWALS_APART_MS = 60_000

/** Reads the credential that `shelf` keeps as `name`. @throws BotError when there is none to begin with. */
export async function holdCredential(
  { shelf, nowMs, renewed, unread }: HolderParts,
  kind: 'secret' | 'certificate',
  name: string,
): Promise<HeldCredential> {
  const take = async (kept: Kept): Promise<Parsed & { version: string }> => {
    const parsed = await parseCredential(kind, name, kept.value)
    return { ...parsed, version: kept.version, endsAt: parsed.endsAt ?? kept.endsAt }
  }
  let held = await take(await shelf.read(name))
  let reading: Promise<void> | null = null
  let renewedAt = Number.NEGATIVE_INFINITY

  const read = async (): Promise<void> => {
    const newest = await shelf.read(name)
    if (newest.version === held.version) return
    held = await take(newest)
    renewed(name, held.version)
  }
  const refresh = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  return {
    name,
    refresh,
    current: () => held.credential,
    held: () => held,
    async renew(used) {
      const isDue = nowMs() - renewedAt >= RENEWALS_APART_MS
      if (used === held.credential && (isDue || reading)) {
        if (isDue) renewedAt = nowMs()
        await refresh().catch(unread)
      }
      return used !== held.credential
    },
  }
}
