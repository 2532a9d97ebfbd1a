import assert from 'node:assert/strict'
import { instantOf } from '../../domain/instant.ts'
import { newSealingKey } from '../../test/fixed-secret.ts'
import { createAdminConsent } from './admin-consent.ts'
import { createSessionCipher } from './session-cipher.ts'

const WEEK_MS = 7 * 24 * 60 * 60_000
const registration = { tenantId: 'tenant-1', clientId: 'sso-1', authority: 'https://login.microsoftonline.com' }

describe('an administrator’s consent', () => {
  let nowMs: number
  let looks: number
  const consentWith = (cipher = createSessionCipher(newSealingKey())) =>
    createAdminConsent({
      registration,
      publicUrl: 'https://soc.example.com',
      defenderScope: 'https://api.securitycenter.microsoft.com/.default',
      cipher,
      now: () => instantOf(nowMs),
      lookAgain: async () => {
        looks += 1
      },
    })
  let consent: ReturnType<typeof consentWith>

  beforeEach(() => {
    nowMs = Date.UTC(2026, 10, 2)
    looks = 0
    consent = consentWith()
  })

  const keyOf = (one = consent) => new URL(one.url()).searchParams.get('key') ?? ''
  const back = (over: Record<string, string> = {}) =>
    new URLSearchParams({ admin_consent: 'True', tenant: 'tenant-1', state: keyOf(), ...over })

  it('is asked of our tenant, for what the registration asks of Defender', () => {
    const url = new URL(consent.start(keyOf()) ?? '')
    assert.equal(`${url.origin}${url.pathname}`, 'https://login.microsoftonline.com/tenant-1/v2.0/adminconsent')
    const { state, ...asked } = Object.fromEntries(url.searchParams)
    assert.ok(state)
    assert.deepEqual(asked, {
      client_id: 'sso-1',
      scope: 'https://api.securitycenter.microsoft.com/.default',
      redirect_uri: 'https://soc.example.com/auth/consented',
    })
  })

  it('makes us look at what is granted now', async () => {
    assert.equal(await consent.finish(back()), 'done')
    assert.equal(looks, 1)
  })

  for (const [what, over, end] of [
    ['without a key', { state: '' }, 'expired'],
    ['with a key that was made up', { state: 'bWFkZSB1cA==' }, 'expired'],
    ['from another tenant', { tenant: 'tenant-2' }, 'not-finished'],
    ['when nothing was granted', { admin_consent: 'False' }, 'not-finished'],
  ] as const) {
    it(`makes us look at nothing ${what}`, async () => {
      assert.equal(await consent.finish(back(over)), end)
      assert.equal(looks, 0)
    })
  }

  it('makes us look at nothing after a week, and leads nowhere then', async () => {
    const query = back()
    nowMs += WEEK_MS
    assert.equal(await consent.finish(query), 'expired')
    assert.equal(consent.start(query.get('state') ?? ''), null)
    assert.equal(looks, 0)
  })

  it('does not take what was sealed for something else', async () => {
    const cipher = createSessionCipher(newSealingKey())
    assert.equal(consentWith(cipher).start(cipher.seal(instantOf(nowMs), 'robin')), null)
  })
})
