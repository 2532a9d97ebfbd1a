import assert from 'node:assert/strict'
import { signInWith } from '../../../infra/local/form-browser.ts'
import { TENANT_ID } from '../../../infra/local/world.ts'
import type { TabAlert, TabAlerts } from '../../tab-contract/alerts.ts'
import type { TabMe } from '../../tab-contract.ts'
import { tabClient } from './tab-client.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const DIGITS = ['1', '2', '3', '4', '5']
const groupOf = (digit: string) => (digit === '2' ? 'Servers' : 'Workstations')

describe('the tab’s API, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  let tab: Awaited<ReturnType<typeof tabClient>>

  before(async () => {
    const odd = [
      { ...alertOn('a', 'Workstations'), id: 'da-no-group', title: 'Of no group', rbacGroupName: null },
      { ...alertOn('b', 'Workstations'), id: 'da-no-machine', title: 'Of no machine', machineId: null, rbacGroupName: null },
    ]
    whole = await startWhole(
      [...DIGITS.map((digit) => alertOn(digit, groupOf(digit), { severity: digit === '5' ? 'Low' : 'High' })), ...odd],
      DIGITS.map((digit) => machineOf(digit, groupOf(digit))),
    )
    tab = await tabClient(whole, ['responder', 'workstations', 'reader', 'outsider'])
    await whole.saying(HIGH, 'Alert on 1')
  })
  after(() => whole?.[Symbol.asyncDispose]())
  afterEach(() => whole.control('entra', { consent: true, mfaForDefender: false, unassigned: [] }))

  it('tells who is looking, and what Defender shows them', async () => {
    assert.deepEqual(await tab.read<TabMe>('responder', 'me'), {
      name: 'Robin Responder',
      mode: 'delegated',
      machineGroups: ['Servers', 'Workstations'],
      readOnly: null,
      noTriage: null,
    })
    assert.deepEqual((await tab.read<TabMe>('workstations', 'me')).machineGroups, ['Workstations'])
    assert.deepEqual((await tab.read<TabMe>('outsider', 'me')).machineGroups, [])
  })

  it('lists to each what Defender shows them', async () => {
    assert.deepEqual(
      await tab.titles('responder'),
      ['1', '2', '3', '4', '5'].map((digit) => `Alert on ${digit}`),
    )
    assert.deepEqual(
      await tab.titles('workstations'),
      ['1', '3', '4', '5'].map((digit) => `Alert on ${digit}`),
    )
    assert.deepEqual(await tab.read<TabAlerts>('outsider', 'alerts').then(({ alerts, more }) => [alerts, more]), [[], 0])
    assert.ok((await tab.read<TabAlerts>('responder', 'alerts')).asOf)
  })

  it('narrows a list by severity, status, group and text', async () => {
    assert.deepEqual(await tab.titles('responder', '?severity=medium&group=workstations&q=HOST-3'), ['Alert on 3'])
    assert.deepEqual(await tab.titles('responder', '?severity=medium&q=alert%20on%205'), [])
    assert.deepEqual(await tab.titles('responder', '?status=Resolved,InProgress'), [])
    assert.equal((await tab.titles('responder', '?status=New,InProgress')).length, 5)
  })

  it('shows an alert, and to somebody else not even that it exists', async () => {
    const alert = await tab.read<TabAlert>('responder', 'alerts/da-2_1')
    assert.deepEqual([alert.title, alert.machine?.name, alert.machineGroup], ['Alert on 2', 'host-2', 'Servers'])
    assert.match(alert.portalUrl, /^https:\/\/security\.microsoft\.com\/alerts\/da-2_1$/)
    const hidden = await tab.problem(await tab.as('workstations', 'alerts/da-2_1'), 404)
    assert.deepEqual(await tab.problem(await tab.as('outsider', 'alerts/da-2_1'), 404), hidden)
    assert.deepEqual(await tab.problem(await tab.as('responder', 'alerts/da-none'), 404), hidden)
  })

  for (const id of ['da-no-group', 'da-no-machine']) {
    it(`shows ${id} only to whom Defender shows it when asked, and lists it from then on`, async () => {
      const { title } = await tab.read<TabAlert>('responder', `alerts/${id}`)
      assert.ok((await tab.titles('responder')).includes(title))
      await tab.problem(await tab.as('workstations', `alerts/${id}`), 404)
      assert.ok(!(await tab.titles('workstations')).includes(title))
    })
  }

  it('shows a machine as Defender describes it now, with its alerts and isolation', async () => {
    const shown = await tab.machine('responder', '2')
    assert.deepEqual([shown.name, shown.machineGroup, shown.riskScore], ['host-2', 'Servers', 'High'])
    assert.deepEqual(
      shown.alerts.map(({ id }) => id),
      ['da-2_1'],
    )
    assert.deepEqual([shown.containment.is, shown.containment.next, shown.actions], ['none', 'isolate', []])
    assert.equal(shown.suggestedReason, 'Alert on 2 (incident 102)')
    const hidden = await tab.problem(await tab.as('workstations', `machines/${'2'.repeat(40)}`), 404)
    assert.deepEqual(await tab.problem(await tab.as('responder', `machines/${'f'.repeat(40)}`), 404), hidden)
    assert.deepEqual(await tab.problem(await tab.as('responder', 'machines/host-2'), 404), hidden)
  })

  it('asks for a token when there is none', async () => {
    const without = await tab.problem(await tab.ask('/api/tab/me', undefined), 401)
    assert.deepEqual([without.need, without.title], ['token', 'Teams did not sign you in'])
  })

  const ANOTHER_TENANT = '11111111-1111-4111-8111-111111111111'
  for (const [what, bend] of [
    ['by another issuer', { claims: { iss: `https://login.microsoftonline.com/${ANOTHER_TENANT}/v2.0` } }],
    ['for another audience', { claims: { aud: 'https://graph.microsoft.com' } }],
    ['of version 1.0', { claims: { ver: '1.0', iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0` } }],
    ['of another tenant', { claims: { tid: ANOTHER_TENANT } }],
    ['of nobody', { claims: { oid: null } }],
    ['an app’s own', { claims: { idtyp: 'app' } }],
    ['without scope', { claims: { scp: null } }],
    ['by another client', { claims: { azp: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' } }],
    ['expired', { expired: true }],
    ['not yet valid', { notYetValid: true }],
    ['signed by another key', { otherKey: true }],
    ['not signed', { alg: 'none' }],
  ] as const) {
    it(`asks for another token when it is ${what}`, async () => {
      const { token } = await whole.control('token', { account: 'responder', ...bend })
      const reply = await tab.ask('/api/tab/me', token)
      assert.equal((await tab.problem(reply, 401)).need, 'token')
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer')
    })
  }

  it('leads to the sign-in page when Entra wants more, and takes a session that began there', async () => {
    await whole.control('entra', { mfaForDefender: true })
    const said = await tab.problem(await tab.as('reader', `machines/${'4'.repeat(40)}`), 401)
    assert.equal(said.need, 'sign-in')
    assert.match(said.claims ?? '', /access_token/)
    const { status, html } = await signInWith(new URL(said.signInUrl ?? ''), { as: 'reader', approve: true })
    assert.deepEqual([status, /You are signed in/.test(html)], [200, true])
    assert.equal((await tab.machine('reader', '4')).name, 'host-4')
  })

  it('tells somebody whom the organisation shuts out, in words', async () => {
    await whole.control('entra', { unassigned: ['reader'] })
    const { detail } = await tab.problem(await tab.as('reader', `machines/${'4'.repeat(40)}`), 403)
    assert.match(detail, /Your organisation does not let you use this/)
  })

  it('answers briefly what has not changed, and packs what is long', async () => {
    const first = await tab.as('responder', 'alerts?q=host')
    assert.equal(first.headers.get('cache-control'), 'no-store')
    assert.equal(first.headers.get('content-encoding'), 'gzip')
    const etag = first.headers.get('etag') ?? ''
    const again = await tab.as('responder', 'me', {
      headers: { 'if-none-match': (await tab.as('responder', 'me')).headers.get('etag')! },
    })
    assert.deepEqual([again.status, await again.text()], [304, ''])
    assert.equal((await tab.as('responder', 'me', { headers: { 'if-none-match': etag } })).status, 200)
  })

  it('serves the tab within Teams alone, or says that it is not built', async () => {
    const reply = await tab.ask('/tab/', undefined)
    if (reply.status === 503) assert.match(await reply.text(), /npm run build/)
    else
      assert.match(reply.headers.get('content-security-policy') ?? '', /frame-ancestors 'self' https:\/\/teams\.microsoft\.com/)
    assert.equal((await tab.ask('/tab', undefined, { redirect: 'manual' })).headers.get('location'), '/tab/')
  })
})
