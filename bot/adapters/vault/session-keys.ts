import type { SealingKeys } from '../../credential.ts'
import { isSealingKey, oneKey } from '../../credential.ts'
import { BotError } from '../../domain/error.ts'
import { plusMs } from '../../domain/instant.ts'
import type { Clock } from '../../ports.ts'
import type { Kept, Shelf } from './shelf.ts'

/** The keys that seal people's sessions, as they were last read. */
export interface SessionKeys {
  current(): SealingKeys
  /** Takes the newest two versions; keeps what it has when they cannot be read or the newest is no key. @throws BotError */
  refresh(): Promise<void>
}

/** What reading them needs. */
export interface SessionKeyParts {
  readonly shelf: Shelf
  readonly now: Clock
  readonly renewed: (name: string, version: string) => void
}

const NAME = 'session-key'
/** Instances look for new versions every 15 minutes: by then each opens what another seals with a new one. */
const KNOWN_TO_ALL_MS = 20 * 60_000

/**
 * Reads the newest version of the key and the one before it. A new version opens at once and seals when every instance has it; what the
 * former sealed stays open while that can be read. @throws BotError when there is no key to begin with.
 */
export async function holdSessionKeys({ shelf, now, renewed }: SessionKeyParts): Promise<SessionKeys> {
  const read = async (): Promise<{ readonly newest: Kept; readonly former: Kept | null }> => {
    const newest = await shelf.read(NAME)
    if (!isSealingKey(newest.value)) throw new BotError('rejected', `${NAME} is not 32 bytes in base64`)
    const former = await shelf.before(NAME, newest.version)
    return { newest, former: former && isSealingKey(former.value) ? former : null }
  }
  let held = await read()

  return {
    current() {
      const { newest, former } = held
      if (!former) return oneKey(newest.value)
      const isKnown = newest.madeAt === null || now() >= plusMs(newest.madeAt, KNOWN_TO_ALL_MS)
      return { seals: isKnown ? newest.value : former.value, opens: [newest.value, former.value] }
    },
    async refresh() {
      const { version } = held.newest
      held = await read()
      if (held.newest.version !== version) renewed(NAME, held.newest.version)
    },
  }
}
