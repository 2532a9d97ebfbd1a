import { BotError } from '../../domain/error.ts'

/** What MSAL's errors carry, whichever class they are of; their texts are never branched on. */
interface Told {
  readonly errorCode?: unknown
  readonly errorNo?: unknown
  readonly subError?: unknown
  readonly claims?: unknown
  /** What failed on the way, where something did. */
  readonly cause?: unknown
}

/** Consent is missing. */
const CONSENT = new Set(['65001'])
/** The person must prove more, or sign in anew: MFA, device, session or refresh token at its end. */
const SIGN_IN = new Set([
  '50076',
  '50079',
  '50158',
  '53000',
  '53001',
  '53002',
  '53003',
  '50013',
  '500133',
  '70008',
  '700082',
  '700084',
  '50173',
  '50132',
  '50078',
  '160021',
])
/** The person is shut out, and signing in will not mend it: not assigned, disabled, blocked by policy. */
const BLOCKED = new Set(['50105', '50057', '53004', '53011', '530032', '530034'])

/**
 * What an error of Entra's means for the person (Entra: "Authentication and authorization error codes"). A claims
 * challenge always leads to the sign-in page; a wrong secret or certificate is the operator's to mend, never the person's.
 */
export function entraError(error: unknown): BotError {
  if (error instanceof BotError) return error
  const told: Told = error && typeof error === 'object' ? error : {}
  if (told.cause instanceof BotError) return told.cause
  const code = typeof told.errorCode === 'string' ? told.errorCode : 'unknown'
  const number = told.errorNo ? String(told.errorNo) : null
  const claims = typeof told.claims === 'string' && told.claims !== '' ? told.claims : null
  const more = { detail: number && `AADSTS${number}`, cause: error }
  const message = `Entra: ${code}`

  if (number !== null && BLOCKED.has(number)) return new BotError('forbidden', message, more)
  if (number !== null && CONSENT.has(number)) return new BotError('sign-in-needed', message, { ...more, consent: true })
  if (claims !== null || (number !== null && SIGN_IN.has(number)))
    return new BotError('sign-in-needed', message, { ...more, claims })
  if (told.subError === 'consent_required') return new BotError('sign-in-needed', message, { ...more, consent: true })
  switch (code) {
    case 'interaction_required':
    case 'login_required':
    case 'no_tokens_found':
    case 'no_account_found':
    case 'invalid_grant':
      return new BotError('sign-in-needed', message, more)
    case 'consent_required':
      return new BotError('sign-in-needed', message, { ...more, consent: true })
    case 'invalid_client':
    case 'unauthorized_client':
    case 'invalid_request':
    case 'invalid_scope':
    case 'invalid_resource':
      return new BotError('unauthorized', message, more)
    default:
      return new BotError('unclear', message, more)
  }
}
