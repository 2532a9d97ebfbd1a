import { networkClient } from '../adapters/entra/network.ts'
import { createSessionCipher } from '../adapters/entra/session-cipher.ts'
import { createSignIn } from '../adapters/entra/sign-in.ts'
import { createUserTokens } from '../adapters/entra/user-tokens.ts'
import { createTokenVerifier } from '../adapters/entra/verify-token.ts'
import { createAuthPages } from '../adapters/http/auth-pages.ts'
import type { Secret } from '../secret.ts'
import type { Ground } from './ground.ts'
import { CLOUD } from './ground.ts'

/** Sign-in, sessions and tokens of people. */
export function peopleOf({ config, store, now, events, credentials }: Ground, sessionKey: Secret) {
  const registration = { tenantId: config.TENANT_ID, clientId: config.SSO_CLIENT_ID, credentials: credentials.sso }
  const { authority } = CLOUD
  const verify = createTokenVerifier({ ...registration, authority }, Date.now)
  const cipher = createSessionCipher(sessionKey)
  const base = { records: store, registration, authority, network: networkClient(), verify, cipher, now }
  const sessionMs = config.SESSION_HOURS * 3_600_000
  const tokens = createUserTokens({ ...base, defenderScope: config.DEFENDER_SCOPE, sessionMs, seen: events.scopesSeen })
  const signIn = createSignIn({ ...base, publicUrl: config.PUBLIC_URL, sessions: tokens })
  return { tokens, signIn, verify, pages: createAuthPages(signIn) }
}
