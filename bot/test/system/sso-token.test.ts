import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BotAnswer } from '../../../infra/local/control/shapes.ts'
import { APPS, accountBy, personalChat, TENANT_ID } from '../../../infra/local/world.ts'
import { until } from './until.ts'
import { alertOn, machineOf, startWhole } from './whole.ts'

const CHAT = personalChat('responder')
const robin = accountBy('responder')
const ANOTHER_TENANT = '11111111-1111-4111-8111-111111111111'
const ANOTHER_CLIENT = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

/** The press that would isolate, with whatever stands where Teams puts its token. */
const press = (data: object, token: string) => ({
  type: 'invoke',
  name: 'adaptiveCard/action',
  id: 'f:1',
  channelId: 'msteams',
  serviceUrl: `https://smba.trafficmanager.net/emea/${TENANT_ID}/`,
  from: { id: robin.mri, name: robin.name, aadObjectId: robin.oid },
  recipient: { id: `28:${APPS.bot.clientId}` },
  conversation: { id: CHAT, conversationType: 'personal', tenantId: TENANT_ID },
  channelData: { tenant: { id: TENANT_ID } },
  value: {
    action: { type: 'Action.Execute', verb: 'confirm-isolate', data },
    trigger: 'manual',
    authentication: { id: '1', connectionName: 'pocketsoc', token },
  },
})

describe('a token that stands where Teams puts that of single sign-on', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let data: object

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')])
    const card = JSON.stringify(await whole.saying(CHAT, 'Alert on 1'))
    data = JSON.parse(/"data":(\{"caseId":"[0-9a-f]{24}","nonce":\d+\})/.exec(card)?.[1] ?? assert.fail(card))
  })
  after(() => whole?.[Symbol.asyncDispose]())

  const brought = async (bends: object): Promise<BotAnswer> => {
    const { token } = await whole.control('token', { account: 'responder', ...bends })
    return whole.control('activity', { activity: press(data, token), token: {} })
  }
  const refusals = () =>
    readFileSync(whole.demo.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"audit.click.refused"'))
      .map((line) => JSON.parse(line))

  for (const [what, bends, clause] of [
    ['another person’s', { account: 'lead' }, 'oid'],
    ['another tenant’s', { claims: { tid: ANOTHER_TENANT } }, 'tid'],
    ['by another issuer', { claims: { iss: `https://login.microsoftonline.com/${ANOTHER_TENANT}/v2.0` } }, 'iss'],
    ['for another audience', { claims: { aud: 'https://graph.microsoft.com' } }, 'aud'],
    ['for the bot’s own registration', { claims: { aud: APPS.bot.clientId } }, 'aud'],
    ['by another client', { claims: { azp: ANOTHER_CLIENT } }, 'azp'],
    ['an app’s own', { claims: { idtyp: 'app' } }, 'idtyp'],
    ['without scope', { claims: { scp: null } }, 'scp'],
    ['expired', { expired: true }, 'exp'],
    ['not yet valid', { notYetValid: true }, 'nbf'],
    ['signed by another key', { otherKey: true }, 'signature'],
    ['not signed', { alg: 'none' }, 'form'],
  ] as const) {
    it(`is refused when it is ${what}: nothing is done, and it is on record`, async () => {
      const before = refusals().length
      assert.match(JSON.stringify((await brought(bends)).body), /^\{"statusCode":412,.*error\.preconditionFailed/)

      const [refused] = await until('it to be on record', async () => refusals().length > before && refusals().slice(before))
      assert.deepEqual([refused.person, refused.detail.why], [robin.oid, `token refused: ${clause}`])
      assert.deepEqual(await whole.acts(), [])
    })
  }

  it('isolates, as the person, when it is their own', async () => {
    assert.match(JSON.stringify((await brought({})).body), /Isolating/)
    assert.deepEqual(
      (await whole.acts()).map(({ caller }) => caller?.upn),
      [robin.upn],
    )
  })
})
