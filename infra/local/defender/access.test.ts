import assert from 'node:assert/strict'
import type { Caller } from '../platform.ts'
import { APP, arrange, person } from './arrange.ts'

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

  it('may say nothing beside the status', async () => {
    const { ask, defender } = arrange()
    const texts = async () => [
      (await ask('/api/machines/b2/isolate', person('reader'), { Comment: 'x', IsolationType: 'Full' })).text,
      (await ask('/api/machines/b2', person('workstations'))).text,
    ]
    assert.ok((await texts()).every((text) => text.includes('"code"')))
    Object.assign(defender.ways, { forbidden: 'bare', notFound: 'bare' })
    assert.deepEqual(await texts(), ['', ''])
  })

  it('are closed to everybody without a licence', async () => {
    const { ask, defender } = arrange()
    defender.ways.licensed = false
    const { status, body } = await ask('/api/alerts')
    assert.deepEqual([status, body.error.message], [401, 'Unauthorized request - reason of failure: No Tvm license'])
  })

  it('ask a person for more proof when told to, and never an app', async () => {
    const { ask, defender } = arrange()
    defender.ways.claimsChallenge = true
    const { status, headers } = await ask('/api/machines', person('responder'))
    const claims = /claims="(.+?)"/.exec(headers.get('www-authenticate')!)![1]!
    assert.equal(status, 401)
    assert.match(headers.get('www-authenticate')!, /error="insufficient_claims"/)
    assert.deepEqual(JSON.parse(Buffer.from(claims, 'base64').toString()), {
      access_token: { acrs: { essential: true, value: 'c1' } },
    })
    assert.equal((await ask('/api/machines', { ...person('responder'), approved: true } as Caller)).status, 200)
    assert.equal((await ask('/api/machines')).status, 200)
  })

  it('name the roles that are missing', async () => {
    const { body } = await arrange().ask('/api/alerts', { ...APP, roles: [] } as Caller)
    assert.match(body.error.message, /^Missing application roles\. API required roles: Alert\.Read\.All, Alert\.ReadWrite\.All/)
  })

  it('show a person the machine groups they were given, and what has none only to who has all', async () => {
    const { ids } = arrange()
    assert.deepEqual(await ids('/api/machines', person('workstations')), ['a1'])
    assert.deepEqual(await ids('/api/machines', person('reader')), ['a1', 'b2', 'c3', 'd4', 'e5'])
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
