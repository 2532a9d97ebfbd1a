import type { SeenPermissions } from '../adapters/entra/acting-token.ts'
import { actsAsApp, actsAsPerson, permissionsOf, timed } from '../adapters/entra/acting-token.ts'
import { createAdminConsent } from '../adapters/entra/admin-consent.ts'
import { networkClient } from '../adapters/entra/network.ts'
import { createSessionCipher } from '../adapters/entra/session-cipher.ts'
import { createSignIn } from '../adapters/entra/sign-in.ts'
import { createUserTokens } from '../adapters/entra/user-tokens.ts'
import { createTokenVerifier } from '../adapters/entra/verify-token.ts'
import { createAuthPages } from '../adapters/http/auth-pages.ts'
import { forgetGranted, noteGranted } from '../flows/note-granted.ts'
import { startLoop } from '../loop.ts'
import type { Ground } from './ground.ts'

/** Of the ground, what people stand on. */
export type PeopleGround = Pick<Ground, 'config' | 'cloud' | 'store' | 'now' | 'events' | 'sso' | 'credentials'>

/** Sign-in, sessions and tokens of people, and what is granted to act with; `look` finds that out anew. */
export function peopleOf({ config, cloud, store, now, events, sso, credentials }: PeopleGround) {
  const registration = { tenantId: config.TENANT_ID, clientId: config.SSO_CLIENT_ID, credentials: credentials.sso }
  const { authority } = cloud
  const { DEFENDER_MODE: mode, DEFENDER_SCOPE: defenderScope, PUBLIC_URL: publicUrl } = config
  const verify = createTokenVerifier({ ...registration, authority }, Date.now)
  const cipher = createSessionCipher(credentials.sessionKeys)

  const granted = { store, mode, consentUrl: () => consent.url(), now }
  const seen: SeenPermissions = async (permissions, issuedAt) => {
    const missing = await noteGranted(granted, permissions, issuedAt)
    if (missing) events.permissionsChanged(missing)
  }
  const look = async (): Promise<void> => {
    if (mode === 'delegated') return forgetGranted(granted)
    const { permissions, issuedAt } = permissionsOf(await sso.fresh(defenderScope))
    await seen(permissions, issuedAt)
  }
  const consent = createAdminConsent({
    registration: { ...registration, authority },
    publicUrl,
    defenderScope,
    cipher,
    now,
    lookAgain: look,
  })

  const base = { records: store, registration, authority, network: networkClient(), verify, cipher, now }
  const actFor =
    mode === 'delegated'
      ? timed(actsAsPerson({ ...base, defenderScope, seen }), events.exchanged)
      : actsAsApp(() => sso.for(defenderScope))
  const tokens = createUserTokens({ ...base, actFor, sessionMs: config.SESSION_HOURS * 3_600_000 })
  const signIn = createSignIn({ ...base, publicUrl, sessions: tokens })
  return { tokens, signIn, verify, look, consent, pages: createAuthPages(signIn, consent) }
}

const LOOK_EVERY_MS = 60_000

/** Application mode: looks every minute at what the app's own token carries, so that a cached one is never older either. */
export function startGrantWatch(
  { config, events }: Pick<Ground, 'config' | 'events'>,
  look: () => Promise<void>,
): AsyncDisposable {
  if (config.DEFENDER_MODE === 'delegated') return new AsyncDisposableStack() // people's tokens tell
  return startLoop(
    async () => {
      await look()
      return LOOK_EVERY_MS
    },
    (error) => {
      events.passFailed('granted', error)
      return LOOK_EVERY_MS
    },
  )
}
