import { timingSafeEqual, X509Certificate } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { APPS, TENANT_ID } from '../world.ts'
import type { AccessTokens } from './access-tokens.ts'
import { REFUSALS, type Refusal } from './errors.ts'

/** An app registration and all that it can prove itself with; change it at any time. */
export interface Registration {
  readonly clientId: string
  secrets: readonly string[]
  /** Secrets whose time is over. */
  endedSecrets: readonly string[]
  /** In PEM. */
  certificates: readonly string[]
  /** Managed identities that it trusts, by their object ids (federated identity credentials). */
  trusts: readonly string[]
}

/** The two registrations of world.ts, by name. */
export type Registrations = Readonly<Record<'bot' | 'sso', Registration>>

/** Both with one secret each, trusting nobody. */
export function createRegistrations(secrets: Readonly<Record<'bot' | 'sso', string>>): Registrations {
  const registered = (name: 'bot' | 'sso'): Registration => ({
    clientId: APPS[name].clientId,
    secrets: [secrets[name]],
    endedSecrets: [],
    certificates: [],
    trusts: [],
  })
  return { bot: registered('bot'), sso: registered('sso') }
}

/** Why the client has not proved to be `app`, or `null` (Entra: "client credentials flow", all three of its cases). */
export async function proofRefusal(form: URLSearchParams, app: Registration, tokens: AccessTokens): Promise<Refusal | null> {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')]
  if (assertion) return assertionRefusal(assertion, app, tokens)
  if (!secret) return REFUSALS.noSecret()
  if (app.secrets.some((one) => isSame(one, secret))) return null
  return app.endedSecrets.includes(secret) ? REFUSALS.endedSecret(app.clientId) : REFUSALS.wrongSecret(app.clientId)
}

async function assertionRefusal(assertion: string, app: Registration, tokens: AccessTokens): Promise<Refusal | null> {
  const issuer = issuerOf(assertion)
  if (issuer === app.clientId) return (await isSignedBy(assertion, app, tokens.cloud.login)) ? null : REFUSALS.wrongCertificate()
  const claims = await tokens.open(assertion, tokens.cloud.exchangeAudience)
  const subject = typeof claims === 'string' ? claims : claims.sub
  return subject && app.trusts.includes(subject) ? null : REFUSALS.noSuchTrust(subject ?? '')
}

function issuerOf(assertion: string): string | null {
  try {
    return decodeJwt(assertion).iss ?? null
  } catch {
    return null
  }
}

/** Whether a certificate of the app's signed this, which its header names by SHA-256. */
async function isSignedBy(assertion: string, { clientId, certificates }: Registration, login: string): Promise<boolean> {
  const { 'x5t#S256': thumbprint } = decodeProtectedHeader(assertion)
  const named = certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ fingerprint256 }) => Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url') === thumbprint)
  if (!named) return false
  const audience = `${login}/${TENANT_ID}/oauth2/v2.0/token`
  // MSAL rounds the second in which it begins up as well as down; Entra forgives five minutes
  return jwtVerify(assertion, named.publicKey, { audience, subject: clientId, clockTolerance: 300 }).then(
    () => true,
    () => false,
  )
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
