import { randomUUID } from 'node:crypto'
import forge from 'node-forge'

/** A self-signed certificate and its key in PEM, and both together in the two forms in which Key Vault gives them. */
export interface MadeCertificate {
  readonly certificate: string
  readonly key: string
  readonly pem: string
  readonly pkcs12: string
}

/** Makes one that is good until `endsAt`, to the second. */
export function newCertificate(endsAt: Date): MadeCertificate {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair(2048)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.serialNumber = `01${randomUUID().replaceAll('-', '')}`
  certificate.validity.notBefore = new Date(endsAt.getTime() - 365 * 86_400_000)
  certificate.validity.notAfter = endsAt
  certificate.setSubject([{ name: 'commonName', value: 'pocketsoc' }])
  certificate.setIssuer([{ name: 'commonName', value: 'pocketsoc' }])
  certificate.sign(privateKey, forge.md.sha256.create())
  const own = forge.pki.certificateToPem(certificate)
  const key = forge.pki.privateKeyInfoToPem(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(privateKey)))
  const store = forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], '')).getBytes()
  return { certificate: own, key, pem: key + own, pkcs12: forge.util.encode64(store) }
}
