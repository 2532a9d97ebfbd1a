import { generateKeyPair, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { promisify } from 'node:util'
import forge from 'node-forge'

/** A certificate authority that lives as long as the tenant; its key never leaves memory. */
export interface Authority extends AsyncDisposable {
  /** The authority's certificate in PEM, in a temporary file: what NODE_EXTRA_CA_CERTS wants. */
  readonly certificatePath: string
  /** What a TLS server shows for this host name. */
  contextFor(host: string): SecureContext
}

const DAY_MS = 86_400_000
const rsaKeyPair = promisify(generateKeyPair)
const newKeys = () =>
  rsaKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/** Makes new keys and writes the authority's certificate; disposing removes the file. */
export async function createAuthority(): Promise<Authority> {
  const [own, leaf] = await Promise.all([newKeys(), newKeys()])
  const signer = forge.pki.privateKeyFromPem(own.privateKey)
  const name = 'PocketSOC local tenant, throw-away'
  const sign = (subject: string, publicKey: string, extensions: object[]): string => {
    const certificate = forge.pki.createCertificate()
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
    certificate.serialNumber = `01${randomBytes(15).toString('hex')}`
    certificate.validity.notBefore = new Date(Date.now() - DAY_MS)
    certificate.validity.notAfter = new Date(Date.now() + 30 * DAY_MS)
    certificate.setSubject([{ name: 'commonName', value: subject }])
    certificate.setIssuer([{ name: 'commonName', value: name }])
    certificate.setExtensions(extensions)
    certificate.sign(signer, forge.md.sha256.create())
    return forge.pki.certificateToPem(certificate)
  }

  const folder = await mkdtemp(join(tmpdir(), 'pocketsoc-tenant-'))
  const certificatePath = join(folder, 'authority.pem')
  const usage = { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true }
  await writeFile(certificatePath, sign(name, own.publicKey, [{ name: 'basicConstraints', cA: true, critical: true }, usage]))

  const contexts = new Map<string, SecureContext>()
  return {
    certificatePath,
    contextFor(host) {
      const known = contexts.get(host)
      if (known) return known
      const certificate = sign(host, leaf.publicKey, [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
      ])
      const context = createSecureContext({ key: leaf.privateKey, cert: certificate })
      contexts.set(host, context)
      return context
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
