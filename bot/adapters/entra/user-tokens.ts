import type { ConfidentialClientApplication } from '@azure/msal-node'
import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { PersonId } from '../../domain/ids.ts'
import { plusMs } from '../../domain/instant.ts'
import type { ActingPerson, Clock, UserTokens } from '../../ports.ts'
import type { SessionRecords } from '../../records/sessions.ts'
import type { ActFor } from './acting-token.ts'
import { clientForPeople } from './client-for-people.ts'
import { entraError } from './entra-error.ts'
import type { ClientParts, Registration } from './registration.ts'
import { proven } from './registration.ts'
import type { SessionCipher } from './session-cipher.ts'
import type { VerifiedPerson, VerifyToken } from './verify-token.ts'

/** What tokens on behalf of people need. */
export interface UserTokenParts extends ClientParts {
  readonly records: SessionRecords
  readonly verify: VerifyToken
  readonly cipher: SessionCipher
  readonly now: Clock
  /** How long after sign-in a session ends. */
  readonly sessionMs: number
  /** Makes the token that acts, of the mode that we run in. */
  readonly actFor: ActFor
}

/** Sessions of people, as the sign-in page begins them. */
export interface Sessions {
  /** Keeps what a client that just signed the person in knows (MSAL's serialized cache). */
  begin(person: PersonId, cache: string): Promise<void>
}

/**
 * Tokens for people. A session is the serialized cache of one MSAL client, sealed; each use takes a client of its
 * own, because one bad answer would block a shared one for everybody for a minute. Defender tokens are never kept.
 */
export function createUserTokens(parts: UserTokenParts): UserTokens & Sessions {
  const { records, verify, cipher, now } = parts
  const underWay = new Map<string, Promise<ActingPerson>>()

  const fromSession = async (person: PersonId): Promise<ActingPerson> => {
    const session = await records.session(person, now())
    const cache = session && cipher.open(session.sealed, person)
    if (!session || cache === null) throw new BotError('sign-in-needed', 'no session')
    const { verified, after } = await proven(parts.registration, async (credential) => {
      const client = await clientForPeople(parts, credential)
      client.getTokenCache().deserialize(cache)
      return { verified: await silently(client, parts, person), after: client.getTokenCache().serialize() }
    })
    if (after !== cache) await records.saveSession({ ...session, sealed: cipher.seal(after, person) })
    return (await parts.actFor(verified)).acting
  }

  const fromSso = async (person: PersonId, token: string): Promise<ActingPerson> => {
    const verified = await verify(token, person)
    const { acting, cache } = await parts.actFor(verified)
    const kept = cache && withoutAccessTokens(cache)
    if (kept) {
      await records.keepSession(sessionOf(person, kept), now())
      underWay.delete(person) // an exchange of the session before would ask them to sign in again
    }
    return acting
  }

  const begin = async (person: PersonId, cache: string): Promise<void> => {
    await records.beginSession(sessionOf(person, cache))
    underWay.delete(person)
  }

  const sessionOf = (person: PersonId, cache: string) => ({
    personId: person,
    sealed: cipher.seal(cache, person),
    endsAt: plusMs(now(), parts.sessionMs),
  })

  /** One exchange at a time: two taps need no two tokens. One that takes too long is not waited for again. */
  const shared = (key: string, exchange: () => Promise<ActingPerson>, signal: AbortSignal): Promise<ActingPerson> => {
    const running = underWay.get(key) ?? exchange()
    const forget = (): void => {
      if (underWay.get(key) === running) underWay.delete(key)
    }
    underWay.set(key, running)
    const answer = inTime(running, signal)
    answer.then(forget, forget)
    return answer
  }

  return {
    begin,
    fromSession: (person, signal) => shared(person, () => fromSession(person), signal),
    fromSso: (person, token, signal) => shared(`${person} ${token}`, () => fromSso(person, token), signal),
    signOut: (person) => records.closeSession(person),
  }
}

/** The person waits: what Entra has not answered when the signal comes, is told to be unclear. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = (): void => reject(new BotError('unclear', 'Entra took too long'))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  return Promise.race([work, promise])
}

/** The scope of our own API. */
export function ownScope({ clientId }: Registration): string {
  return `${clientId}/access_as_user`
}

/** The person's token for our own API out of the session, renewed in its last five minutes; held to the same clauses as one that Teams brings. */
async function silently(
  client: ConfidentialClientApplication,
  { registration, verify }: UserTokenParts,
  person: PersonId,
): Promise<VerifiedPerson> {
  try {
    const [account] = await client.getTokenCache().getAllAccounts()
    if (!account) throw new BotError('sign-in-needed', 'no account in the session')
    const { accessToken } = await client.acquireTokenSilent({ account, scopes: [ownScope(registration)] })
    return await verify(accessToken, person)
  } catch (error) {
    if (error instanceof BotError && error.code === 'token-refused')
      throw new BotError('sign-in-needed', 'the session’s token was refused', { cause: error })
    throw entraError(error)
  }
}

const serialized = z.looseObject({ RefreshToken: z.record(z.string(), z.unknown()).default({}) })

/** What a session may keep of an exchange: the account and the refresh token, never the Defender token. `null` without a refresh token. */
function withoutAccessTokens(cache: string): string | null {
  const { success, data } = serialized.safeParse(JSON.parse(cache))
  if (!success || Object.keys(data.RefreshToken).length === 0) return null
  return JSON.stringify({ ...data, AccessToken: {} })
}
