import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { COMMERCIAL, GCC_HIGH } from '../../../infra/local/cloud.ts'
import type { ReceivedView } from '../../../infra/local/control/shapes.ts'
import { serviceUrlAt } from '../../../infra/local/teams/activities.ts'
import { APPS, TENANT_ID } from '../../../infra/local/world.ts'
import { CLOUDS } from '../../clouds.ts'
import { tabClient } from './tab-client.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

describe('a tenant in GCC High, over the wire', function () {
  this.timeout(60_000)
  let whole: Awaited<ReturnType<typeof startWhole>>

  before(async () => {
    whole = await startWhole([alertOn('1', 'Workstations')], [machineOf('1', 'Workstations')], {
      cloud: GCC_HIGH,
      botEnv({ vault, entra: { registrations }, vaultEnv }) {
        vault.put('bot-secret', { value: registrations.bot.secrets[0]! })
        vault.put('session-key', { value: randomBytes(32).toString('base64') })
        Object.assign(registrations.sso, { secrets: [], trusts: [APPS.identity.objectId] })
        return { ...vaultEnv(), CLOUD: 'gcc-high', SSO_CREDENTIAL: 'federated' }
      },
    })
  })
  after(() => whole?.[Symbol.asyncDispose]())

  it('has its alerts on cards that lead to its own portal and Teams, and isolates as the person who taps', async () => {
    const card = await whole.saying(HIGH, 'Alert on 1')
    const links = [...JSON.stringify(card).matchAll(/"url":"(https:\/\/[^/]+)/g)].map(([, origin]) => origin)
    assert.deepEqual([...new Set(links)].sort(), ['https://gov.teams.microsoft.us', 'https://security.microsoft.us'])
    await whole.click('responder', card, 'isolate', { signIn: true })
    await whole.click('responder', card, 'confirm-isolate', { inputs: { reason: 'Now', isolationType: 'Full' } })
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    const asked: ReceivedView[] = await whole.control('received')
    const platforms = new Set(asked.map(({ platform }) => platform))
    assert.deepEqual([...platforms].sort(), ['bot-framework', 'connector', 'defender', 'entra', 'vault'])
  })

  it('shows its tab within its own Teams alone, to whom its own Entra names', async () => {
    const tab = await tabClient(whole, ['responder'])
    assert.equal((await tab.as('responder', 'me')).status, 200)
    const page = await fetch(`http://127.0.0.1:${whole.demo.botPort}/tab/teams`, { redirect: 'manual' })
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.ok(policy.endsWith(`frame-ancestors 'self' ${CLOUDS['gcc-high'].teamsOrigins.join(' ')}`), policy)
    assert.equal(page.headers.get('location'), 'https://gov.teams.microsoft.us')
  })

  const hello = {
    type: 'message',
    id: '1700000000001',
    channelId: 'msteams',
    serviceUrl: serviceUrlAt(GCC_HIGH.connectorHost),
    text: 'hello',
    from: { id: '29:somebody', name: 'Somebody', aadObjectId: '0a1b2c3d-0000-4000-8000-000000000001' },
    recipient: { id: `28:${APPS.bot.clientId}` },
    conversation: { id: 'a:1pocketsoc-local-chat-responder', conversationType: 'personal', tenantId: TENANT_ID },
    channelData: { tenant: { id: TENANT_ID } },
  }
  const commercialUrl = serviceUrlAt(COMMERCIAL.connectorHost)
  for (const [what, activity, token, status] of [
    ['takes what its own Bot Framework signed', {}, {}, 200],
    ['refuses the commercial issuer', {}, { iss: COMMERCIAL.botIssuer }, 401],
    ['refuses the commercial serviceUrl', { serviceUrl: commercialUrl }, { serviceurl: commercialUrl }, 403],
  ] as const) {
    it(what, async () => {
      const answer = await whole.control('activity', { activity: { ...hello, ...activity }, token })
      assert.equal(answer.status, status, JSON.stringify(answer))
    })
  }
})
