import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'
import { ALERTS, APP, arrange } from './arrange.ts'

describe("Defender's lists", () => {
  it('come in the order of ids, never of time', async () => {
    const { ids } = arrange()
    assert.deepEqual(await ids('/api/alerts'), ['63_7', 'da1_5', 'da9_-1'])
    assert.deepEqual(await ids('/api/v1.0/machines'), ['a1', 'b2', 'c3', 'd4', 'e5'])
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

  it('find an alert that does not show its time of update by when it came', async () => {
    const { ids } = arrange()
    assert.deepEqual(await ids('/api/alerts?$filter=lastUpdateTime ge 2026-03-01T10:00:00Z'), ['63_7', 'da1_5', 'da9_-1'])
    assert.deepEqual(await ids('/api/alerts?$filter=lastUpdateTime gt 2026-03-01T10:00:00Z'), [])
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
