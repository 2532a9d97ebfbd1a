import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Credential } from '../../credential.ts'
import { BotError } from '../../domain/error.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantOf } from '../../domain/instant.ts'
import { Secret } from '../../secret.ts'

/** What a kept value is good for, and until when, if the value itself says so. */
export interface Parsed {
  readonly credential: Credential
  readonly endsAt: Instant | null
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
const KEY = /-----BEGIN (?:RSA )?PRIVATE KEY-----[^-]+-----END (?:RSA )?PRIVATE KEY-----/

/**
 * Takes a client secret as it is; a certificate with its RSA key in PEM, or in PKCS#12 without a password and in base64, which are
 * the two forms that Key Vault gives (Key Vault: "About certificates"). @throws BotError `rejected`, without the value.
 */
export async function parseCredential(kind: 'secret' | 'certificate', name: string, value: Secret): Promise<Parsed> {
  if (value.reveal() === '') throw new BotError('rejected', `${name} is empty`)
  if (kind === 'secret') return { credential: { is: 'secret', secret: value }, endsAt: null }
  try {
    const text = value.reveal()
    const pem = text.includes('-----BEGIN') ? text : await pemOf(text)
    const key = KEY.exec(pem)?.[0] ?? ''
    const isOwn = (one: X509Certificate): boolean => one.checkPrivateKey(createPrivateKey(key))
    const certificate = (pem.match(CERTIFICATES) ?? []).map((one) => new X509Certificate(one)).find(isOwn)
    if (!certificate) throw new Error('none belongs to the key')
    const thumbprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    const endsAt = instantOf(certificate.validToDate.getTime())
    return { credential: { is: 'certificate', key: new Secret(key), thumbprint }, endsAt }
  } catch {
    throw new BotError('rejected', `${name} is no certificate with its key, in PEM or PKCS#12`)
  }
}

/** Of PKCS#12, the key and all certificates in PEM. Node reads no PKCS#12. */
async function pemOf(base64: string): Promise<string> {
  const { default: forge } = await import('node-forge')
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(base64)), '')
  const bags = store.safeContents.flatMap(({ safeBags }) => safeBags)
  return bags
    .map(({ key, cert }) => (key ? forge.pki.privateKeyToPem(key) : cert ? forge.pki.certificateToPem(cert) : ''))
    .join('')
}
