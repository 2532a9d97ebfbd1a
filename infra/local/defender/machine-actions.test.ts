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
