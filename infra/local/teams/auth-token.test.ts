import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { accountBy } from '../world.ts'

const MORE_PROOF = '{"access_token":{"capolids":{"essential":true,"values":["c0"]}}}'

describe('what a tab gets of single sign-on', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
  })
  after(() => world[Symbol.asyncDispose]())
  afterEach(() => world.control('POST', 'clients', { sso: 'works' }))

  const authToken = (claims?: string) => world.control('POST', 'auth-token', { account: 'lead', ...(claims && { claims }) })

  it('is a token of the person for our API', async () => {
    const { oid, scp } = decodeJwt((await authToken()).body.token)
    assert.deepEqual([oid, scp], [accountBy('lead').oid, 'access_as_user'])
  })

  it('is refused in Teams’s word while claims ask for proof that the person has not given', async () => {
    const { status, body } = await authToken(MORE_PROOF)
    assert.deepEqual([status, body], [400, { error: 'resourceRequiresMfa' }])
    assert.equal((await authToken('{"access_token":{"xms_cc":{"values":["CP1"]}}}')).status, 200)
  })

  it('is nothing where single sign-on is absent, and over where it fails', async () => {
    await world.control('POST', 'clients', { sso: 'absent' })
    assert.deepEqual((await authToken()).body, { error: 'resourceDisabled' })
    await world.control('POST', 'clients', { sso: 'fails' })
    assert.ok(decodeJwt((await authToken()).body.token).exp! * 1_000 < Date.now())
  })
})
