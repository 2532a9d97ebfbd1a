import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ReceivedView } from '../../../infra/local/control/shapes.ts'
import { APPS } from '../../../infra/local/world.ts'
import { newCertificate } from '../certificate.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

describe('a bot without any client secret, over the wire', function () {
  this.timeout(60_000)
  const made = newCertificate(new Date(Date.now() + 90 * 86_400_000))
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')], {
      botEnv({ vault, entra: { registrations }, vaultEnv }) {
        vault.put('bot-certificate', { value: made.pkcs12, contentType: 'application/x-pkcs12' })
        vault.put('session-key', { value: randomBytes(32).toString('base64') })
        Object.assign(registrations.bot, { secrets: [], certificates: [made.certificate] })
        Object.assign(registrations.sso, { secrets: [], trusts: [APPS.identity.objectId] })
        return { ...vaultEnv(), BOT_CREDENTIAL: 'certificate', SSO_CREDENTIAL: 'federated' }
      },
    })
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('posts by a certificate; reads, signs people in and acts for them by its managed identity', async () => {
    const card = await whole.saying(HIGH, 'Alert on 1')
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Now', isolationType: 'Full' } })
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    const asked: ReceivedView[] = await whole.control('received?platform=entra')
    const given = asked.flatMap(({ path, body, status }) =>
      path.endsWith('/token') && status === 200 ? [JSON.stringify(body)] : [],
    )
    for (const grant of ['client_credentials', 'authorization_code', 'jwt-bearer'])
      assert.ok(
        given.some((form) => form.includes(grant) && form.includes(APPS.sso.clientId)),
        grant,
      )
  })

  it('does not start when the vault cannot be read, and says why', async () => {
    const { faults } = whole.demo.tenant
    const restart = whole.demo.crashBot(async () => {
      faults.add({ platform: 'vault', kind: 'answer', status: 503, left: null })
    })
    await assert.rejects(restart, /the bot ended \(code 1\).*Key Vault, (bot-certificate|session-key): 503/s)
  })
})
