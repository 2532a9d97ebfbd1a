import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { instantOf } from '../../domain/instant.ts'
import { Secret } from '../../secret.ts'
import { newCertificate } from '../../test/certificate.ts'
import { parseCredential } from './parse-credential.ts'

describe('a credential as it is kept', () => {
  const endsAt = new Date('2027-02-01T09:05:00Z')
  const made = newCertificate(endsAt)
  const thumbprint = new X509Certificate(made.certificate).fingerprint256.replaceAll(':', '').toLowerCase()
  const certificateOf = (value: string) => parseCredential('certificate', 'sso-certificate', new Secret(value))

  for (const form of ['pem', 'pkcs12'] as const) {
    it(`is a certificate with its key, as ${form}, until it says`, async () => {
      const parsed = await certificateOf(made[form])
      assert.equal(parsed.endsAt, instantOf(endsAt.getTime()))
      assert.ok(parsed.credential.is === 'certificate')
      assert.equal(parsed.credential.thumbprint, thumbprint)
      assert.match(parsed.credential.key.reveal(), /^-----BEGIN (RSA )?PRIVATE KEY-----/)
    })
  }

  it('is found in a chain, whatever stands first', async () => {
    const { certificate: another } = newCertificate(endsAt)
    const parsed = await certificateOf(another + made.pem)
    assert.ok(parsed.credential.is === 'certificate')
    assert.equal(parsed.credential.thumbprint, thumbprint)
  })

  for (const [what, value] of [
    ['a client secret', 'hush~hush'],
    ['a certificate without its key', made.certificate],
    ['a certificate with another’s key', newCertificate(endsAt).key + made.certificate],
  ] as const) {
    it(`is refused when it is ${what}, without repeating it`, async () => {
      await assert.rejects(certificateOf(value), {
        code: 'rejected',
        message: 'sso-certificate is no certificate with its key, in PEM or PKCS#12',
      })
    })
  }

  it('is a client secret as it stands', async () => {
    const { credential } = await parseCredential('secret', 'bot-secret', new Secret('hush~hush'))
    assert.ok(credential.is === 'secret' && credential.secret.reveal() === 'hush~hush')
    await assert.rejects(parseCredential('secret', 'bot-secret', new Secret('')), { message: 'bot-secret is empty' })
  })
})
