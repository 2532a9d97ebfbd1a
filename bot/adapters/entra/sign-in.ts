import { createHash, randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/v4'
import { BotError } from '../../domain/error.ts'
import type { PersonId } from '../../domain/ids.ts'
import { plusMs } from '../../domain/instant.ts'
import type { Clock, SignInFor, SignInPages, SignInSteps } from '../../ports.ts'
import type { SessionRecords } from '../../records/sessions.ts'
import { clientForPeople } from './client-for-people.ts'
import { entraError } from './entra-error.ts'
import type { ClientParts } from './registration.ts'
import { proven } from './registration.ts'
import type { SessionCipher } from './session-cipher.ts'
import type { Sessions } from './user-tokens.ts'
import { ownScope } from './user-tokens.ts'
import type { VerifyToken } from './verify-token.ts'

/** What signing in needs. */
export interface SignInParts extends ClientParts {
  readonly records: SessionRecords
  readonly publicUrl: string
  readonly verify: VerifyToken
  readonly cipher: SessionCipher
  readonly sessions: Sessions
  readonly now: Clock
}

const LASTS_MS = 10 * 60_000

const letter = z.object({
  what: z.object({
    personId: z.string(),
    conversationId: z.string(),
    caseId: z.string().nullable(),
    verb: z.string(),
    nonce: z.number(),
  }),
  claims: z.string().nullable(),
  consent: z.boolean(),
  verifier: z.string(),
  nonce: z.string(),
})
type Letter = z.infer<typeof letter>

/**
 * Sign-in by authorization code with PKCE (RFC 7636), bound to the person and the click that it is for: whoever else signs
 * in on the page gets nothing. At rest stand hashes and sealed letters only.
 */
export function createSignIn(parts: SignInParts): SignInPages & SignInSteps {
  const { records, cipher, now } = parts
  const redirectUri = `${parts.publicUrl}/auth/callback`

  const underWay = async (flow: string | null): Promise<{ id: string; said: Letter } | null> => {
    if (!flow) return null
    const found = await records.signIn(hash(flow), now())
    const said = found && opened(cipher, found.id, found.sealed)
    return found && said ? { id: found.id, said } : null
  }

  return {
    async begin(what, { claims, consent }) {
      const flow = secret()
      const id = hash(flow)
      const said: Letter = { what: whatOf(what), claims, consent, verifier: secret(), nonce: secret() }
      await records.addSignIn({ id, sealed: cipher.seal(JSON.stringify(said), id), endsAt: plusMs(now(), LASTS_MS) }, now())
      return `${parts.publicUrl}/auth/start?flow=${flow}`
    },

    async redeem(code, what) {
      const found = await records.takeSignIn(hash(code), now())
      const said = found && opened(cipher, found.id, found.sealed)
      return said !== null && isDeepStrictEqual(said.what, whatOf(what))
    },

    async start(flow) {
      const found = await underWay(flow)
      if (!found) return null
      const { said } = found
      const client = await clientForPeople(parts, parts.registration.credentials.current())
      return client.getAuthCodeUrl({
        scopes: scopesOf(parts),
        redirectUri,
        state: flow,
        nonce: said.nonce,
        codeChallenge: createHash('sha256').update(said.verifier).digest('base64url'),
        codeChallengeMethod: 'S256',
        ...(said.claims !== null && { claims: said.claims }),
        ...(said.consent && { prompt: 'consent' }),
      })
    },

    async finish(query) {
      const found = await underWay(query.get('state'))
      if (!found) return { is: 'expired' }
      const code = query.get('code')
      if (!code) return { is: 'not-finished' }
      try {
        const { verifier: codeVerifier, nonce } = found.said
        const { token, cache } = await proven(parts.registration, async (credential) => {
          const client = await clientForPeople(parts, credential)
          const result = await client.acquireTokenByCode({ scopes: scopesOf(parts), redirectUri, code, codeVerifier, nonce })
          return { token: result.accessToken, cache: client.getTokenCache().serialize() }
        })
        const person = await parts.verify(token, found.said.what.personId as PersonId)
        await parts.sessions.begin(person.id, cache)
      } catch (error) {
        return { is: endOf(error instanceof BotError ? error : entraError(error)) }
      }
      const handed = secret()
      return (await records.finishSignIn(found.id, hash(handed))) ? { is: 'done', code: handed } : { is: 'expired' }
    },
  }
}

function scopesOf({ registration }: SignInParts): string[] {
  return [ownScope(registration), 'offline_access', 'openid', 'profile']
}

function endOf({ code, detail }: BotError): 'somebody-else' | 'blocked' | 'failed' {
  if (code === 'token-refused' && (detail === 'oid' || detail === 'tid')) return 'somebody-else'
  return code === 'forbidden' ? 'blocked' : 'failed'
}

/** The click as plain values in one order, so that it can be compared. */
function whatOf({ personId, conversationId, caseId, verb, nonce }: SignInFor): Letter['what'] {
  return { personId, conversationId, caseId, verb, nonce }
}

function opened(cipher: SessionCipher, id: string, sealed: string): Letter | null {
  const text = cipher.open(sealed, id)
  return text === null ? null : letter.parse(JSON.parse(text))
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
