import assert from 'node:assert/strict'
import { APP, arrange, person } from './arrange.ts'

const WRITER = { ...APP, roles: ['Alert.Read.All', 'Alert.ReadWrite.All'] } as typeof APP
const scopes = ['Alert.ReadWrite']
const ROBIN = person('responder', scopes)

describe('updating alerts at the local Defender', () => {
  const patch = (ask: ReturnType<typeof arrange>['ask'], body: unknown, caller = ROBIN, id = 'da9_-1') =>
    ask(`/api/alerts/${id}`, caller, body, 'PATCH')

  it('changes what is given, answers the alert, and moves its last update', async () => {
    const { ask, clock } = arrange()
    clock.advance(5000)
    const { status, body } = await patch(ask, { status: 'InProgress', assignedTo: 'robin@fabrikam.example', comment: 'Mine' })
    assert.equal(status, 200)
    assert.deepEqual(
      [body.status, body.assignedTo, body.severity, body.lastUpdateTime],
      ['InProgress', 'robin@fabrikam.example', 'High', '2026-03-01T10:00:05.000Z'],
    )
    const said = { comment: 'Mine', createdBy: 'responder@fabrikam.example', createdTime: '2026-03-01T10:00:05.000Z' }
    assert.deepEqual(body.comments, [said])
    assert.equal((await patch(ask, { comment: 'Again' })).body.comments.length, 2)
  })

  for (const [who, caller, id, status] of [
    ['somebody who may only look', person('reader', scopes), 'da9_-1', 403],
    ['somebody whose token may only read', person('responder', ['Alert.Read']), 'da9_-1', 403],
    ['an app that may only read', APP, 'da9_-1', 403],
    ['an app that may write', WRITER, 'da9_-1', 200],
    ['somebody without the machine group', person('workstations', scopes), 'da9_-1', 404],
    ['somebody who asks for no such alert', ROBIN, 'da0_0', 404],
  ] as const) {
    it(`answers ${who} ${status}`, async () => {
      assert.equal((await patch(arrange().ask, { status: 'Resolved' }, caller, id)).status, status)
    })
  }

  for (const [spelling, classification, determination, status] of [
    ['update', 'FalsePositive', 'NotMalicious', 200],
    ['update', 'FalsePositive', 'Clean', 400],
    ['batch', 'FalsePositive', 'Clean', 200],
    ['batch', 'Informational, expected activity', 'ConfirmedUserActivity', 200],
    ['batch', 'InformationalExpectedActivity', 'ConfirmedActivity', 400],
    ['either', 'InformationalExpectedActivity', 'ConfirmedActivity', 200],
    ['either', 'TruePositive', 'Clean', 400],
    ['either', 'TruePositive', 'Apt', 400],
  ] as const) {
    it(`takes ${classification}, ${determination} with ${status} where words are as on ${spelling}`, async () => {
      const { ask, defender } = arrange()
      defender.ways.spelling = spelling
      assert.equal((await patch(ask, { classification, determination })).status, status)
    })
  }

  it('refuses what no page lists', async () => {
    const { ask } = arrange()
    for (const body of [{}, { Status: 'New' }, { status: 'Closed' }, { determination: 'Malware' }, []])
      assert.equal((await patch(ask, body)).status, 400, JSON.stringify(body))
  })

  it('updates many at once without an answer, passing over what the person may not see', async () => {
    const { ask } = arrange()
    const wanda = person('workstations', scopes)
    const batch = { alertIds: ['da9_-1', 'da1_5'], status: 'Resolved' }
    const { status, text } = await ask('/api/alerts/batchUpdate', wanda, batch)
    assert.deepEqual([status, text], [200, ''])
    assert.deepEqual(
      [(await ask('/api/alerts/da9_-1')).body.status, (await ask('/api/alerts/da1_5')).body.status],
      [undefined, 'Resolved'],
    )
  })

  it('refuses more at once than it takes, and more often than it takes', async () => {
    const { ask, defender } = arrange()
    defender.ways.mostInBatch = 1
    const both = await ask('/api/alerts/batchUpdate', ROBIN, { alertIds: ['da9_-1', 'da1_5'], status: 'New' })
    assert.deepEqual([both.status, both.body.error.code], [400, 'MaximumBatchSizeExceeded'])
    for (let n = 1; n < 10; n += 1) await ask('/api/alerts/batchUpdate', ROBIN, { alertIds: ['da9_-1'], status: 'New' })
    assert.equal((await ask('/api/alerts/batchUpdate', ROBIN, { alertIds: ['da9_-1'], status: 'New' })).status, 429)
  })
})
