import assert from 'node:assert/strict'
import { signInWith } from '../../../infra/local/form-browser.ts'
import type { TabAlert, TabAlerts, TabContainment, TabEvent, TabMachine, TabMe, TabProblem } from '../../tab-contract.ts'
import { until } from './until.ts'
import { alertOn, HIGH, machineOf, startWhole } from './whole.ts'

const DIGITS = ['1', '2', '3', '4', '5']
const groupOf = (digit: string) => (digit === '2' ? 'Servers' : 'Workstations')

describe('the tab’s API, over the wire', function () {
  this.timeout(90_000)
  let whole: Awaited<ReturnType<typeof startWhole>>
  const tokens = new Map<string, string>()

  before(async () => {
    const odd = [
      { ...alertOn('a', 'Workstations'), id: 'da-no-group', title: 'Of no group', rbacGroupName: null },
      { ...alertOn('b', 'Workstations'), id: 'da-no-machine', title: 'Of no machine', machineId: null, rbacGroupName: null },
    ]
    whole = await startWhole(
      [...DIGITS.map((digit) => alertOn(digit, groupOf(digit), { severity: digit === '5' ? 'Low' : 'High' })), ...odd],
      DIGITS.map((digit) => machineOf(digit, groupOf(digit))),
    )
    for (const account of ['responder', 'workstations', 'reader', 'outsider'])
      tokens.set(account, (await whole.control('sso-token', { account })).token)
    await whole.saying(HIGH, 'Alert on 1')
  })
  after(() => whole?.[Symbol.asyncDispose]())
  afterEach(() => whole.control('entra', { consent: true, mfaForDefender: false, unassigned: [] }))

  const ask = (path: string, token: string | undefined, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${whole.demo.botPort}${path}`, {
      ...init,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...init.headers },
    })
  const as = (account: string, path: string, init?: RequestInit) => ask(`/api/tab/${path}`, tokens.get(account), init)
  const read = async <T>(account: string, path: string): Promise<T> => {
    const reply = await as(account, path)
    assert.equal(reply.status, 200, await reply.clone().text())
    return (await reply.json()) as T
  }
  const problem = async (reply: Response, status: number): Promise<TabProblem> => {
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [status, 'application/problem+json'])
    return (await reply.json()) as TabProblem
  }
  const post = (account: string, path: string, body: unknown, type = 'application/json') =>
    as(account, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } })
  const wish = (generation: number) => ({ generation, reason: 'Seen in the tab', isolationType: 'Full' })
  const titles = async (account: string, query = '') =>
    (await read<TabAlerts>(account, `alerts${query}`)).alerts.map(({ title }) => title).sort()
  const machine = (account: string, digit: string) => read<TabMachine>(account, `machines/${digit.repeat(40)}`)

  it('tells who is looking, and what Defender shows them', async () => {
    assert.deepEqual(await read<TabMe>('responder', 'me'), {
      name: 'Robin Responder',
      mode: 'delegated',
      machineGroups: ['Servers', 'Workstations'],
      readOnly: null,
    })
    assert.deepEqual((await read<TabMe>('workstations', 'me')).machineGroups, ['Workstations'])
    assert.deepEqual((await read<TabMe>('outsider', 'me')).machineGroups, [])
  })

  it('lists to each what Defender shows them', async () => {
    assert.deepEqual(
      await titles('responder'),
      ['1', '2', '3', '4', '5'].map((digit) => `Alert on ${digit}`),
    )
    assert.deepEqual(
      await titles('workstations'),
      ['1', '3', '4', '5'].map((digit) => `Alert on ${digit}`),
    )
    assert.deepEqual(await read<TabAlerts>('outsider', 'alerts').then(({ alerts, more }) => [alerts, more]), [[], 0])
    assert.ok((await read<TabAlerts>('responder', 'alerts')).asOf)
  })

  it('narrows a list by severity, status, group and text', async () => {
    assert.deepEqual(await titles('responder', '?severity=medium&group=workstations&q=HOST-3'), ['Alert on 3'])
    assert.deepEqual(await titles('responder', '?severity=medium&q=alert%20on%205'), [])
    assert.deepEqual(await titles('responder', '?status=Resolved,InProgress'), [])
    assert.equal((await titles('responder', '?status=New,InProgress')).length, 5)
  })

  it('shows an alert, and to somebody else not even that it exists', async () => {
    const alert = await read<TabAlert>('responder', 'alerts/da-2_1')
    assert.deepEqual([alert.title, alert.machine?.name, alert.machineGroup], ['Alert on 2', 'host-2', 'Servers'])
    assert.match(alert.portalUrl, /^https:\/\/security\.microsoft\.com\/alerts\/da-2_1$/)
    const hidden = await problem(await as('workstations', 'alerts/da-2_1'), 404)
    assert.deepEqual(await problem(await as('outsider', 'alerts/da-2_1'), 404), hidden)
    assert.deepEqual(await problem(await as('responder', 'alerts/da-none'), 404), hidden)
  })

  for (const id of ['da-no-group', 'da-no-machine']) {
    it(`shows ${id} only to whom Defender shows it when asked, and lists it from then on`, async () => {
      const { title } = await read<TabAlert>('responder', `alerts/${id}`)
      assert.ok((await titles('responder')).includes(title))
      await problem(await as('workstations', `alerts/${id}`), 404)
      assert.ok(!(await titles('workstations')).includes(title))
    })
  }

  it('shows a machine as Defender describes it now, with its alerts and isolation', async () => {
    const shown = await machine('responder', '2')
    assert.deepEqual([shown.name, shown.machineGroup, shown.riskScore], ['host-2', 'Servers', 'High'])
    assert.deepEqual(
      shown.alerts.map(({ id }) => id),
      ['da-2_1'],
    )
    assert.deepEqual([shown.containment.is, shown.containment.next, shown.actions], ['none', 'isolate', []])
    assert.equal(shown.suggestedReason, 'Alert on 2 (incident 102)')
    const hidden = await problem(await as('workstations', `machines/${'2'.repeat(40)}`), 404)
    assert.deepEqual(await problem(await as('responder', `machines/${'f'.repeat(40)}`), 404), hidden)
    assert.deepEqual(await problem(await as('responder', 'machines/host-2'), 404), hidden)
  })

  it('isolates as the person, and the channel’s card follows', async () => {
    const before = await machine('responder', '1')
    const reply = await post('responder', `machines/${'1'.repeat(40)}/isolate`, wish(before.containment.generation))
    assert.equal(reply.status, 200, await reply.clone().text())
    const after = (await reply.json()) as TabContainment
    assert.deepEqual([after.is, after.next], ['isolating', 'unisolate'])
    const card = await whole.saying(HIGH, 'Robin Responder asked')
    assert.match(JSON.stringify(card), /host-1/)
    const [act] = await whole.acts()
    assert.equal(act?.caller?.upn, 'responder@fabrikam.example')
    assert.match(JSON.stringify(act?.body), /Seen in the tab \[PocketSOC [0-9a-f]{16}\]/)
    assert.equal((await machine('responder', '1')).actions?.[0]?.requestor, 'responder@fabrikam.example')
  })

  it('does nothing for somebody who saw an older state, in words', async () => {
    const before = (await whole.acts()).length
    const { detail } = await problem(await post('responder', `machines/${'1'.repeat(40)}/isolate`, wish(0)), 409)
    assert.match(detail, /It stands now: Isolating.*Nothing was done/)
    assert.equal((await whole.acts()).length, before)
  })

  it('tells a refusal of Defender’s in words, and says nothing of what the person may not see', async () => {
    const { detail } = await problem(await post('reader', `machines/${'3'.repeat(40)}/isolate`, wish(0)), 403)
    assert.match(detail, /Active remediation actions and access to machine group Workstations\. Nothing was done/)
    for (const account of ['workstations', 'outsider']) {
      const hidden = await problem(await post(account, `machines/${'2'.repeat(40)}/isolate`, wish(0)), 404)
      assert.doesNotMatch(hidden.detail, /Servers/)
      assert.match(hidden.detail, /Nothing was done/)
    }
  })

  it('asks nothing of Defender for a body that is no wish', async () => {
    const path = `machines/${'4'.repeat(40)}/isolate`
    const before = (await whole.acts()).length
    await problem(await post('responder', path, wish(0), 'text/plain'), 415)
    await problem(await post('responder', path, { ...wish(0), reason: 'x'.repeat(20_000) }), 413)
    await problem(await post('responder', path, { ...wish(0), generation: '0' }), 400)
    assert.equal((await whole.acts()).length, before)
  })

  it('asks for a token when there is none, or it is somebody else’s to give', async () => {
    const bent = async (bend: object) => (await whole.control('token', { account: 'responder', ...bend })).token
    for (const token of [
      undefined,
      'no.to.ken',
      await bent({ claims: { aud: 'https://graph.microsoft.com' } }),
      await bent({ claims: { azp: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' } }),
      await bent({ otherKey: true }),
      await bent({ expired: true }),
    ]) {
      const reply = await ask('/api/tab/me', token)
      assert.equal((await problem(reply, 401)).need, 'token')
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer')
    }
  })

  it('leads to the sign-in page when Entra wants more, and takes a session that began there', async () => {
    await whole.control('entra', { mfaForDefender: true })
    const said = await problem(await as('reader', `machines/${'4'.repeat(40)}`), 401)
    assert.equal(said.need, 'sign-in')
    assert.match(said.claims ?? '', /access_token/)
    const { status, html } = await signInWith(new URL(said.signInUrl ?? ''), { as: 'reader', approve: true })
    assert.deepEqual([status, /You are signed in/.test(html)], [200, true])
    assert.equal((await machine('reader', '4')).name, 'host-4')
  })

  it('tells somebody whom the organisation shuts out, in words', async () => {
    await whole.control('entra', { unassigned: ['reader'] })
    const { detail } = await problem(await as('reader', `machines/${'4'.repeat(40)}`), 403)
    assert.match(detail, /Your organisation does not let you use this/)
  })

  it('answers briefly what has not changed, and packs what is long', async () => {
    const first = await as('responder', 'alerts?q=host')
    assert.equal(first.headers.get('cache-control'), 'no-store')
    assert.equal(first.headers.get('content-encoding'), 'gzip')
    const etag = first.headers.get('etag') ?? ''
    const again = await as('responder', 'me', {
      headers: { 'if-none-match': (await as('responder', 'me')).headers.get('etag')! },
    })
    assert.deepEqual([again.status, await again.text()], [304, ''])
    assert.equal((await as('responder', 'me', { headers: { 'if-none-match': etag } })).status, 200)
  })

  it('tells whoever sees it that something changed, and nobody else', async () => {
    const follow = async (account: string) => {
      const told: TabEvent[] = []
      const end = new AbortController()
      const reply = await as(account, 'events', { signal: end.signal })
      assert.equal(reply.headers.get('content-type'), 'text/event-stream; charset=utf-8')
      const reading = (async () => {
        let rest = ''
        for await (const piece of reply.body!.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + piece).split('\n\n')
          rest = lines.pop() ?? ''
          told.push(...lines.map((line) => JSON.parse(line.slice('data: '.length))))
        }
      })().catch(() => undefined)
      const stop = (): Promise<void> => {
        end.abort()
        return reading
      }
      return { told, stop }
    }
    const robin = await follow('responder')
    const wanda = await follow('workstations')

    await whole.control('alerts', [alertOn('2', 'Servers', { id: 'da-2_2', title: 'Another on 2' })])
    await until('the alert', async () => robin.told.some(({ type }) => type === 'alerts'))
    const { containment } = await machine('responder', '2')
    await post('responder', `machines/${'2'.repeat(40)}/isolate`, wish(containment.generation))
    await until('the machine', async () => robin.told.some((one) => one.type === 'machine' && one.id === '2'.repeat(40)))
    assert.deepEqual(robin.told[0], { type: 'still-here' })
    assert.deepEqual(wanda.told, [{ type: 'still-here' }])

    await robin.stop()
    await wanda.stop()
  })

  it('serves the tab within Teams alone, or says that it is not built', async () => {
    const reply = await ask('/tab/', undefined)
    if (reply.status === 503) assert.match(await reply.text(), /npm run build/)
    else
      assert.match(reply.headers.get('content-security-policy') ?? '', /frame-ancestors 'self' https:\/\/teams\.microsoft\.com/)
    assert.equal((await ask('/tab', undefined, { redirect: 'manual' })).headers.get('location'), '/tab/')
  })
})
