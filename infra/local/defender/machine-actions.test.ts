import assert from 'node:assert/strict'
import type { Caller } from '../platform.ts'
import { APP, arrange, person } from './arrange.ts'

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

  it('go on as soon as the machine is in reach again', async () => {
    const { ask, clock, defender } = arrange()
    const { id } = (await ask('/api/machines/d4/isolate', APP, ISOLATE)).body
    const status = async () => (await ask(`/api/machineactions/${id}`)).body.status
    clock.advance(86_400_000)
    defender.patchMachine('d4', { machineTags: ['still asleep'] })
    assert.equal(await status(), 'Pending')

    defender.patchMachine('d4', { healthStatus: 'Active' })
    clock.advance(1_000)
    assert.equal(await status(), 'InProgress')
    clock.advance(26_000)
    defender.patchMachine('d4', { machineTags: ['awake'] })
    assert.equal(await status(), 'Succeeded')
  })

  it('may fail or time out at any moment, but only once', async () => {
    const { ask, clock, defender } = arrange()
    const { id } = (await ask('/api/machines/a1/isolate', APP, ISOLATE)).body
    clock.advance(5_000)
    defender.endAction(id, { status: 'Failed' })
    const { body } = await ask(`/api/machineactions/${id}`)
    assert.deepEqual([body.status, body.errorHResult === 0], ['Failed', false])
    assert.throws(() => defender.endAction(id, { status: 'TimeOut' }), /no open machine action/)
  })

  it('may be asked and cancelled by somebody in the portal', async () => {
    const { ask, defender } = arrange()
    const what = { type: 'Isolate', requestor: 'tia@fabrikam.example', comment: 'seen in the portal' } as const
    const id = String(defender.actInPortal('a1', what)['id'])
    const { body } = await ask(`/api/machineactions/${id}`)
    assert.deepEqual(
      [body.type, body.requestSource, body.requestor, body.requestorComment],
      ['Isolate', 'Portal', 'tia@fabrikam.example', 'seen in the portal'],
    )
    assert.equal((await ask('/api/machines/a1/isolate', APP, ISOLATE)).status, 400)

    defender.endAction(id, { status: 'Cancelled', by: { name: 'tia@fabrikam.example', comment: 'mistaken' } })
    const after = (await ask(`/api/machineactions/${id}`)).body
    assert.deepEqual(
      [after.status, after.cancellationRequestor, after.cancellationComment],
      ['Cancelled', what.requestor, 'mistaken'],
    )
  })

  it('do not mind an open action of another kind on the machine', async () => {
    const { ask, defender } = arrange()
    defender.actInPortal('a1', { type: 'RunAntiVirusScan', requestor: 'tia@fabrikam.example', comment: '' })
    assert.equal((await ask('/api/machines/a1/isolate', APP, ISOLATE)).status, 201)
  })

  it('that are asked twice may both be answered with the one that is pending', async () => {
    const { ask, defender } = arrange()
    defender.ways.duplicates = 'pending'
    const { id } = (await ask('/api/machines/a1/isolate', APP, ISOLATE)).body
    const again = await ask('/api/machines/a1/isolate', APP, { ...ISOLATE, Comment: 'again' })
    assert.deepEqual([again.status, again.body.id, again.body.requestorComment], [201, id, 'because'])
    assert.equal((await ask('/api/machines/a1/unisolate', APP, { Comment: 'back' })).status, 400)
  })

  it('that are asked twice may become two', async () => {
    const { ask, defender } = arrange()
    defender.ways.duplicates = 'another'
    await ask('/api/machines/a1/isolate', APP, ISOLATE)
    assert.equal((await ask('/api/machines/a1/isolate', APP, ISOLATE)).status, 201)
    assert.equal(defender.machineActions().length, 2)
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
