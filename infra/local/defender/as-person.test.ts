import assert from 'node:assert/strict'
import { startTenantWithBot, type TenantWithBot } from '../test/tenant-with-bot.ts'
import { APPS } from '../world.ts'

const MACHINES = [
  { id: 'a1', computerDnsName: 'fab-ws-1', rbacGroupName: 'Workstations', osPlatform: 'Windows11' },
  { id: 'b2', computerDnsName: 'fab-srv-2', rbacGroupName: 'Servers', osPlatform: 'WindowsServer2022' },
].map((machine) => ({ ...machine, onboardingStatus: 'Onboarded', healthStatus: 'Active' }))
const ISOLATE = { Comment: 'because', IsolationType: 'Full' }

describe('Defender, over the wire and as a person', () => {
  let world: TenantWithBot
  before(async () => {
    world = await startTenantWithBot()
    await world.control('POST', 'machines', MACHINES)
  })
  after(() => world[Symbol.asyncDispose]())
  afterEach(async () => {
    await world.control('POST', 'defender', { claimsChallenge: false, licensed: true })
    for (const { id, status } of world.tenant.defender.machineActions()) {
      if (status === 'Pending' || status === 'InProgress') world.tenant.defender.endAction(String(id), { status: 'Succeeded' })
    }
  })

  const onBehalfOf = async (account: string, more: Record<string, string> = {}) => {
    const { token } = (await world.control('POST', 'sso-token', { account })).body
    return world.entra({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      client_id: APPS.sso.clientId,
      client_secret: world.env['SSO_CLIENT_SECRET']!,
      assertion: token,
      scope: `https://api.securitycenter.microsoft.com/.default`,
      ...more,
    })
  }
  const as = async (account: string, path: string, body?: object) => {
    const { access_token } = (await onBehalfOf(account)).body
    return fetch(`https://api.security.microsoft.com/api/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })
  }

  for (const [account, machine, status] of [
    ['responder', 'b2', 201],
    ['workstations', 'a1', 201],
    ['workstations', 'b2', 404],
    ['lead', 'b2', 201],
    ['reader', 'b2', 403],
    ['outsider', 'a1', 403],
  ] as const) {
    it(`answers ${status} to ${account} who isolates ${machine}`, async () => {
      const answer = await as(account, `machines/${machine}/isolate`, ISOLATE)
      assert.equal(answer.status, status)
      if (status === 201) assert.equal((await answer.json()).requestor, `${account}@fabrikam.example`)
    })
  }

  it('refuses what the registration was not granted, whoever the person is', async () => {
    await world.control('POST', 'entra', { delegatedScopes: ['Machine.Read'] })
    const { status } = await as('responder', 'machines/a1/isolate', ISOLATE)
    await world.control('POST', 'entra', { delegatedScopes: ['Machine.Read', 'Machine.Isolate', 'Alert.Read', 'User.Read.All'] })
    assert.equal(status, 403)
  })

  it('may lose the answer to what it has done', async () => {
    const known = world.tenant.defender.machineActions().length
    await world.control('POST', 'faults', { platform: 'defender', method: 'POST', kind: 'reset-after' })
    await assert.rejects(as('responder', 'machines/a1/isolate', ISOLATE))
    const { value } = await (await as('responder', "machineactions?$filter=machineId eq 'a1'")).json()
    assert.deepEqual([value[0].status, value[0].requestorComment], ['Pending', 'because'])
    assert.equal(world.tenant.defender.machineActions().length, known + 1)
  })

  it('lets a person cancel what is pending, and keeps their comment', async () => {
    const { id } = await (await as('responder', 'machines/a1/isolate', ISOLATE)).json()
    const cancelled = await (await as('lead', `machineactions/${id}/cancel`, { Comment: 'not this one' })).json()
    assert.deepEqual(
      [cancelled.status, cancelled.cancellationRequestor, cancelled.cancellationComment],
      ['Cancelled', 'lead@fabrikam.example', 'not this one'],
    )
  })

  it('hands over a challenge that Entra turns into a demand for the sign-in page', async () => {
    await world.control('POST', 'defender', { claimsChallenge: true })
    const answer = await as('responder', 'machines/a1/isolate', ISOLATE)
    assert.equal(answer.status, 401)
    const challenge = /claims="(.+?)"/.exec(answer.headers.get('www-authenticate')!)![1]!
    const claims = Buffer.from(challenge, 'base64').toString()
    const refused = (await onBehalfOf('responder', { claims })).body
    assert.deepEqual([refused.error_codes, refused.claims], [[50076], claims])
  })

  it('shows what was done in the portal, and how it ended', async () => {
    const what = { machineId: 'a1', type: 'Isolate', requestor: 'tia@fabrikam.example', comment: 'by hand' }
    const { status, body } = await world.control('POST', 'machine-actions', what)
    assert.equal(status, 201)
    await world.control('PATCH', `machine-actions/${body.id}`, { status: 'TimeOut' })
    const seen = await (await as('responder', `machineactions/${body.id}`)).json()
    assert.deepEqual([seen.status, seen.requestSource], ['TimeOut', 'Portal'])
    assert.equal((await world.control('POST', 'machine-actions', { ...what, type: 'Explode' })).status, 400)
    assert.equal((await world.control('POST', 'machine-actions', { ...what, machineId: 'z9' })).status, 400)
  })

  it('lets nobody in without a licence', async () => {
    await world.control('POST', 'defender', { licensed: false })
    assert.equal((await as('responder', 'machines')).status, 401)
  })
})
