import assert from 'node:assert/strict'
import { UnsecuredJWT } from 'jose'
import type { PersonId } from '../../domain/ids.ts'
import { instantOf } from '../../domain/instant.ts'
import type { AppToken } from '../../ports.ts'
import { FakeEntra } from '../../test/fake-entra.ts'
import { actsAsApp, actsAsPerson, permissionsOf } from './acting-token.ts'

const appToken = (claims: object) => new UnsecuredJWT({ iat: 1_800_000_000, ...claims }).encode() as AppToken
const APP = appToken({ roles: ['Machine.Isolate', 'Machine.Read.All'] })

describe('the token that acts', () => {
  let entra: FakeEntra
  beforeEach(async () => {
    entra = await FakeEntra.start()
  })
  const person = async (roles: string[], claims: object = {}) => {
    entra.bends = { roles, preferred_username: 'robin@fabrikam.example', ...claims }
    return entra.verify(await entra.personToken('robin'), 'robin' as PersonId)
  }

  describe('in application mode', () => {
    for (const role of ['Lead', 'Responder', 'Reader']) {
      it(`is the app’s own for somebody who holds ${role}, with what the app is granted`, async () => {
        const { acting, cache } = await actsAsApp(async () => APP)(await person([role]))
        assert.deepEqual(acting, {
          mode: 'application',
          token: APP,
          upn: 'robin@fabrikam.example',
          permissions: ['Machine.Isolate', 'Machine.Read.All'],
          roles: [role],
        })
        assert.equal(cache, null)
      })
    }

    for (const roles of [[], ['responder'], ['Owner']]) {
      it(`is for nobody with the roles [${roles}]`, async () =>
        assert.rejects(actsAsApp(() => assert.fail('a token was taken'))(await person(roles)), { code: 'forbidden' }))
    }

    it('names somebody without a UPN by their id', async () => {
      const { acting } = await actsAsApp(async () => APP)(await person(['Lead'], { preferred_username: undefined }))
      assert.equal(acting.upn, 'robin')
    })

    it('says what it carries and when it was issued; without roles, nothing', () => {
      assert.deepEqual(permissionsOf(appToken({})), { permissions: [], issuedAt: instantOf(1_800_000_000_000) })
      assert.throws(() => permissionsOf(appToken({ iat: undefined })), { code: 'unclear' })
    })
  })

  describe('in delegated mode', () => {
    const parts = (seen: (permissions: readonly string[]) => Promise<void>) => ({
      registration: entra.registration,
      authority: entra.authority,
      network: entra,
      defenderScope: 'https://api.securitycenter.microsoft.com/.default',
      seen,
    })

    it('is told of before it is used', async () => {
      const told: string[] = []
      const { acting } = await actsAsPerson(parts(async (permissions) => void told.push(...permissions)))(await person([]))
      assert.deepEqual([acting.mode, told], ['delegated', [...acting.permissions]])
    })

    it('is never the app’s, whatever Entra refuses', async () => {
      entra.refuses = { status: 400, body: { error: 'invalid_grant', error_codes: [65001] } }
      await assert.rejects(actsAsPerson(parts(async () => undefined))(await person(['Lead', 'Responder'])), { consent: true })
      assert.deepEqual(
        entra.asked.map((form) => form.get('grant_type')),
        ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      )
    })
  })
})
