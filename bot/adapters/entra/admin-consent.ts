import type { Instant } from '../../domain/instant.ts'
import { msOf } from '../../domain/instant.ts'
import type { Clock, ConsentSteps } from '../../ports.ts'
import type { SessionCipher } from './session-cipher.ts'
import type { VerifyRules } from './verify-token.ts'

/** What asking an administrator needs. */
export interface ConsentParts {
  /** The SSO registration, which the permissions are for, and Entra's sign-in host. */
  readonly registration: VerifyRules
  readonly publicUrl: string
  readonly defenderScope: string
  readonly cipher: SessionCipher
  readonly now: Clock
  /** Finds out anew what is granted. */
  readonly lookAgain: () => Promise<void>
}

const FOR = 'admin consent'
const LASTS_MS = 7 * 24 * 60 * 60_000

/** The way on which an administrator grants what the registration asks of Defender (Entra: "Admin consent"), and comes back to us. */
export interface AdminConsent extends ConsentSteps {
  /** Where it begins: a page of ours that works for a week, for whoever was given it. */
  url(): string
}

/** Where a consent begins, as `AdminConsent.url` has it. */
export function consentUrl({ publicUrl, cipher, now }: Pick<ConsentParts, 'publicUrl' | 'cipher' | 'now'>): string {
  return `${publicUrl}/auth/consent?${new URLSearchParams({ key: cipher.seal(now(), FOR) })}`
}

/** Nothing is kept of a consent under way: its key is a sealed time. What Entra says at the end is not believed either, but looked at. */
export function createAdminConsent(parts: ConsentParts): AdminConsent {
  const { registration, publicUrl, cipher, now } = parts
  const isGood = (key: string): boolean => {
    const madeAt = cipher.open(key, FOR)
    return madeAt !== null && msOf(now()) - msOf(madeAt as Instant) < LASTS_MS
  }
  return {
    url: () => consentUrl(parts),
    start(key) {
      if (!isGood(key)) return null
      const { authority, tenantId, clientId } = registration
      const asked = { client_id: clientId, scope: parts.defenderScope, redirect_uri: `${publicUrl}/auth/consented`, state: key }
      return `${authority}/${tenantId}/v2.0/adminconsent?${new URLSearchParams(asked)}`
    },
    async finish(query) {
      if (!isGood(query.get('state') ?? '')) return 'expired'
      if (query.get('admin_consent') !== 'True' || query.get('tenant') !== registration.tenantId) return 'not-finished'
      await parts.lookAgain()
      return 'done'
    },
  }
}
