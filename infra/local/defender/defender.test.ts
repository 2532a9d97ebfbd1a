import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'
import type { Caller, TokenReader } from '../platform.ts'
import { ACCOUNTS } from '../world.ts'
import { createDefender } from './defender.ts'

const START = Date.parse('2026-03-01T10:00:00Z')
const APP: Caller = {
  kind: 'app',
  appId: 'app',
  roles: ['Alert.Read.All', 'Machine.Read.All', 'User.Read.All', 'Machine.Isolate'],
}
const person = (key: string, scopes = ['Alert.Read', 'Machine.Read', 'Machine.Isolate']): Caller => {
  const { oid, upn } = ACCOUNTS.find((account) => account.key === key)!
  return { kind: 'person', appId: 'sso', oid, upn, scopes }
}

const MACHINES = [
  {
    id: 'b2',
    computerDnsName: 'fab-web-04',
    rbacGroupName: 'Servers',
    osPlatform: 'Ubuntu',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Active',
  },
  {
    id: 'a1',
    computerDnsName: 'FAB-ws-1',
    rbacGroupName: 'Workstations',
    osPlatform: 'Windows11',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Active',
  },
  {
    id: 'c3',
    computerDnsName: 'printer',
    rbacGroupName: null,
    osPlatform: 'Other',
    onboardingStatus: 'CanBeOnboarded',
    healthStatus: 'Active',
  },
  {
    id: 'd4',
    computerDnsName: 'asleep',
    rbacGroupName: 'Servers',
    osPlatform: 'WindowsServer2022',
    onboardingStatus: 'Onboarded',
    healthStatus: 'Inactive',
  },
]
const ALERTS = [
  {
    id: 'da9_-1',
    machineId: 'b2',
    rbacGroupName: 'Servers',
    severity: 'High',
    alertCreationTime: '2026-03-01T09:00:00Z',
    evidence: [{ entityType: 'File' }],
    novelty: { kept: true },
  },
  {
    id: 'da1_5',
    machineId: 'a1',
    rbacGroupName: 'Workstations',
    severity: 'Low',
    alertCreationTime: '2026-03-01T09:30:00Z',
    evidence: [],
    relatedUser: { userName: 'Ada', domainName: 'FABRIKAM' },
  },
  { id: '63_7', severity: 'Medium', alertCreationTime: '2026-03-01T09:45:00Z' },
]

/** A Defender whose clock stands still, and a way to ask it: the "token" is the caller itself. */
function arrange() {
  let now = START
  const clock = {
    now: () => now,
    advance: (ms: number) => {
      now += ms
    },
  }
  const tokens: TokenReader = async (request, audience) => {
    assert.equal(audience, 'https://api.securitycenter.microsoft.com')
    const header = request.headers.get('authorization')
    return header ? JSON.parse(header) : null
  }
  const defender = createDefender({ clock, tokens, seed: { alerts: ALERTS, machines: MACHINES } })
  const ask = async (path: string, caller: Caller | null = APP, post?: unknown, method = post === undefined ? 'GET' : 'POST') => {
    const reply = await defender.handler(
      new Request(`https://api.security.microsoft.com${path}`, {
        method,
        headers: caller ? { authorization: JSON.stringify(caller) } : {},
        ...(post === undefined ? {} : { body: JSON.stringify(post) }),
      }),
    )
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, text, body: text ? JSON.parse(text) : null }
  }
  const ids = async (path: string, caller?: Caller) => (await ask(path, caller)).body.value.map((row: { id: string }) => row.id)
  return { clock, defender, ask, ids }
}

describe("Defender's lists", () => {
  it('come in the order of ids, never of time', async () => {
    const { ids } = arrange()
    assert.deepEqual(await ids('/api/alerts'), ['63_7', 'da1_5', 'da9_-1'])
    assert.deepEqual(await ids('/api/v1.0/machines'), ['a1', 'b2', 'c3', 'd4'])
  })

  it('are paged by $skip without a nextLink, and end in an empty page', async () => {
    const { ask, ids } = arrange()
    const first = await ask('/api/alerts?$top=2')
    assert.deepEqual(Object.keys(first.body), ['@odata.context', 'value'])
    assert.equal(first.body.value.length, 2)
    assert.deepEqual(await ids('/api/alerts?$top=2&$skip=2'), ['da9_-1'])
    assert.deepEqual(await ids('/api/alerts?$top=2&$skip=4'), [])
  })

  it('are filtered, and counted, by documented properties', async () => {
    const { ask, ids } = arrange()
    assert.deepEqual(await ids('/api/alerts?$filter=alertCreationTime gt 2026-03-01T09:00:00Z'), ['63_7', 'da1_5'])
    assert.equal((await ask("/api/machines/b2/alerts/$count?$filter=severity eq 'High'")).text, '1')
  })

  it('carry evidence only when it is expanded, and leave old shapes without it', async () => {
    const { ask } = arrange()
    const plain = (await ask('/api/alerts')).body.value
    assert.deepEqual(
      plain.map((alert: { evidence?: [] }) => alert.evidence),
      [undefined, [], []],
    )
    assert.deepEqual((await ask('/api/alerts?$expand=evidence')).body.value[2].evidence, [{ entityType: 'File' }])
    assert.deepEqual((await ask('/api/machines/b2/alerts')).body.value, [ALERTS[0]])
  })

  for (const query of ['$top=10001', '$top=-1', '$skip=x', '$orderby=id', '$expand=files', '$filter=nonsense eq 1']) {
    it(`refuse ${query} with 400 ODataError`, async () => {
      const { status, body } = await arrange().ask(`/api/alerts?${query}`)
      assert.equal(status, 400)
      assert.equal(body.error.code, 'ODataError')
      assert.equal(typeof body.error.target, 'string')
    })
  }
})

describe("Defender's single objects", () => {
  it('are returned as they were given, with the context of an internal host', async () => {
    const { ask } = arrange()
    const { body } = await ask('/api/alerts/da9_-1')
    const { '@odata.context': context, ...alert } = body
    assert.deepEqual(alert, ALERTS[0])
    assert.equal(context, 'https://api-eu3.securitycenter.microsoft.com/api/$metadata#Alerts/$entity')
  })

  it('are machines by id or by name', async () => {
    const { ask } = arrange()
    assert.equal((await ask('/api/machines/a1')).body.computerDnsName, 'FAB-ws-1')
    assert.equal((await ask('/api/machines/fab-WS-1')).body.id, 'a1')
    assert.equal((await ask('/api/machines/nobody')).body.error.code, 'ResourceNotFound')
  })

  it('tell who logged on', async () => {
    const { body } = await arrange().ask('/api/machines/a1/logonusers')
    assert.equal(body.value[0].id, 'fabrikam\\ada')
  })

  it('answer unknown paths with 404 and wrong methods with 405 and Allow, without a body', async () => {
    const { ask } = arrange()
    const lost = await ask('/api/alerts/da9_-1/domains')
    assert.deepEqual([lost.status, lost.text, lost.headers.get('content-type')], [404, '', null])
    const wrong = await ask('/api/machines/a1/isolate')
    assert.deepEqual([wrong.status, wrong.text, wrong.headers.get('allow')], [405, '', 'POST'])
  })

  it('come as raw deflate to whoever accepts it', async () => {
    const { defender } = arrange()
    const headers = { authorization: JSON.stringify(APP), 'accept-encoding': 'gzip, deflate' }
    const reply = await defender.handler(new Request('https://api.security.microsoft.com/api/machines/a1', { headers }))
    assert.equal(reply.headers.get('content-encoding'), 'deflate')
    assert.equal(JSON.parse(inflateRawSync(await reply.arrayBuffer()).toString()).id, 'a1')
  })
})

describe("Defender's doors", () => {
  it('are closed without a token', async () => {
    const { status, headers, body } = await arrange().ask('/api/alerts', null)
    assert.deepEqual([status, headers.get('www-authenticate'), body.error.code], [401, 'Bearer', 'Unauthorized'])
  })

  const cases: readonly (readonly [string, Caller, string, number])[] = [
    ['an app without the role', { ...APP, roles: ['Machine.Read.All'] } as Caller, '/api/alerts', 403],
    ['an app with the writing role', { ...APP, roles: ['Alert.ReadWrite.All'] } as Caller, '/api/alerts', 200],
    ['an app without User.Read.All', { ...APP, roles: ['Machine.Read.All'] } as Caller, '/api/machines/a1/logonusers', 403],
    ['a person without the scope', person('responder', ['Alert.Read']), '/api/machines', 403],
    ['a person without a Defender role', person('outsider'), '/api/alerts', 403],
    ['a person outside the machine group', person('workstations'), '/api/machines/b2', 404],
    ["a person outside the alert's machine group", person('workstations'), '/api/alerts/da9_-1', 404],
    ['a person within the machine group', person('workstations'), '/api/machines/a1', 200],
  ]
  for (const [who, caller, path, status] of cases) {
    it(`answer ${status} to ${who}`, async () => assert.equal((await arrange().ask(path, caller)).status, status))
  }

  it('name the roles that are missing', async () => {
    const { body } = await arrange().ask('/api/alerts', { ...APP, roles: [] } as Caller)
    assert.match(body.error.message, /^Missing application roles\. API required roles: Alert\.Read\.All, Alert\.ReadWrite\.All/)
  })

  it('show a person the machine groups they were given, and what has none only to who has all', async () => {
    const { ids } = arrange()
    assert.deepEqual(await ids('/api/machines', person('workstations')), ['a1'])
    assert.deepEqual(await ids('/api/machines', person('reader')), ['a1', 'b2', 'c3', 'd4'])
    assert.deepEqual(await ids('/api/alerts', person('workstations')), ['da1_5'])
  })
})

describe("Defender's quota", () => {
  it('lets 100 calls a minute pass, then says how long to wait', async () => {
    const { ask, clock } = arrange()
    for (let n = 0; n < 100; n++) assert.equal((await ask('/api/alerts/63_7')).status, 200)
    clock.advance(20_000)

    const late = await ask('/api/alerts')
    assert.deepEqual([late.status, late.headers.get('retry-after'), late.body.error.code], [429, '40', '429'])
    assert.equal((await ask('/api/machines')).status, 200, 'another family has its own quota')

    clock.advance(40_000)
    assert.equal((await ask('/api/alerts')).status, 200)
  })

  it('lets 1,500 calls an hour pass', async () => {
    const { ask, clock } = arrange()
    for (let n = 0; n < 1_500; n++) {
      assert.equal((await ask('/api/alerts/63_7')).status, 200)
      clock.advance(1_000)
    }
    const late = await ask('/api/alerts')
    assert.deepEqual([late.status, late.headers.get('retry-after')], [429, '2101'])
  })
})

describe("Defender's machine actions", () => {
  const ISOLATE = { Comment: 'because', IsolationType: 'Full' }

  it('begin Pending without a scope and succeed after a while', async () => {
    const { ask, clock } = arrange()
    const asked = await ask('/api/machines/a1/isolate', person('responder'), ISOLATE)
    assert.equal(asked.status, 201)
    assert.deepEqual([asked.body.status, asked.body.scope, asked.body.requestor], ['Pending', null, 'responder@fabrikam.example'])

    const states = []
    for (const ms of [1_000, 25_000, 1_000]) {
      clock.advance(ms)
      const { body } = await ask(`/api/machineactions/${asked.body.id}`)
      states.push([body.status, body.scope])
    }
    assert.deepEqual(states, [
      ['InProgress', 'Full'],
      ['InProgress', 'Full'],
      ['Succeeded', 'Full'],
    ])
  })

  it('are refused while another is open on the machine', async () => {
    const { ask } = arrange()
    await ask('/api/machines/a1/isolate', APP, ISOLATE)
    const again = await ask('/api/machines/a1/unisolate', APP, { Comment: 'back' })
    assert.deepEqual([again.status, again.body.error.code], [400, 'ActiveRequestAlreadyExists'])
  })

  it('wait three days for a machine that cannot be reached, then time out', async () => {
    const { ask, clock, defender } = arrange()
    await ask('/api/machines/d4/isolate', APP, ISOLATE)
    clock.advance(3 * 86_400_000)
    assert.equal((await ask('/api/machineactions')).body.value[0].status, 'Pending')
    clock.advance(14 * 60_000)
    const [action] = defender.machineActions() as { status: string; errorHResult: number }[]
    assert.deepEqual([action?.status, action?.errorHResult], ['TimeOut', -2145844840])
  })

  it('can be cancelled until they are final', async () => {
    const { ask, clock } = arrange()
    const { id } = (await ask('/api/machines/a1/isolate', APP, ISOLATE)).body
    const cancelled = await ask(`/api/machineactions/${id}/cancel`, APP, { Comment: 'not this one' })
    assert.deepEqual(
      [cancelled.status, cancelled.body.status, cancelled.body.cancellationComment],
      [200, 'Cancelled', 'not this one'],
    )
    clock.advance(60_000)
    assert.equal((await ask(`/api/machineactions/${id}/cancel`, APP, { Comment: 'again' })).status, 400)
  })

  const refused: readonly (readonly [string, string, Caller, unknown, number, string])[] = [
    ['a reader', 'a1', person('reader'), ISOLATE, 403, 'Forbidden'],
    ['a person outside the group', 'b2', person('workstations'), ISOLATE, 404, 'ResourceNotFound'],
    ['an app without Machine.Isolate', 'a1', { ...APP, roles: ['Machine.Read.All'] } as Caller, ISOLATE, 403, 'Forbidden'],
    ['a comment in lower case', 'a1', APP, { comment: 'x', IsolationType: 'Full' }, 400, 'MissingRequiredParameter'],
    ['an unknown isolation type', 'a1', APP, { Comment: 'x', IsolationType: 'IsolateWithResource' }, 400, 'InvalidInput'],
    ['a list for a body', 'a1', APP, [], 400, 'InvalidRequestBody'],
    ['selective isolation of Linux', 'b2', APP, { Comment: 'x', IsolationType: 'Selective' }, 400, 'OsPlatformNotSupported'],
    ['full isolation of what is not onboarded', 'c3', APP, ISOLATE, 400, 'InvalidInput'],
  ]
  for (const [what, machine, caller, body, status, code] of refused) {
    it(`refuse ${what} with ${status} ${code}`, async () => {
      const answer = await arrange().ask(`/api/machines/${machine}/isolate`, caller, body)
      assert.deepEqual([answer.status, answer.body.error.code], [status, code])
    })
  }

  it('are looked up by GUID only', async () => {
    const { status, body } = await arrange().ask('/api/machineactions/a1')
    assert.deepEqual([status, body.error.code], [400, 'BadRequest'])
    assert.match(body.error.message, /Edm\.Guid/)
  })
})

describe("The hands behind Defender's API", () => {
  it('change an alert and its time of update', async () => {
    const { ask, defender } = arrange()
    defender.patchAlert('da1_5', { status: 'Resolved' })
    const { body } = await ask('/api/alerts/da1_5')
    assert.deepEqual([body.status, body.severity, body.lastUpdateTime], ['Resolved', 'Low', '2026-03-01T10:00:00.000Z'])
    defender.patchAlert('da1_5', { lastUpdateTime: null })
    assert.equal((await ask('/api/alerts/da1_5')).body.lastUpdateTime, null)
  })

  const bad: readonly (readonly [unknown, RegExp])[] = [
    [{}, /^alerts must be a JSON array, not an object$/],
    [[{ id: 'x' }, 'text'], /^alert 1 must be an object, not a string$/],
    [[{ id: 7 }], /^alert 0 must have a non-empty string "id"$/],
    [[null], /^alert 0 must be an object, not null$/],
  ]
  for (const [given, message] of bad) {
    it(`say what is wrong with ${JSON.stringify(given)}, and take nothing of it`, () => {
      const { defender } = arrange()
      assert.throws(() => defender.addAlerts(given), { message })
      assert.equal(defender.alerts().length, ALERTS.length)
    })
  }

  it('do not patch what is not there', () => {
    assert.throws(() => arrange().defender.patchMachine('zz', {}), { message: 'there is no machine zz' })
  })
})
