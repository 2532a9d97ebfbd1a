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

describe("Defender's other machine actions", () => {
  const WHY = { Comment: 'because' }
  const SHA1 = 'ab'.repeat(20)
  const kinds = [
    ['runAntiVirusScan', { ...WHY, ScanType: 'Quick' }, 'RunAntiVirusScan', 'Machine.Scan'],
    ['restrictCodeExecution', WHY, 'RestrictCodeExecution', 'Machine.RestrictExecution'],
    ['unrestrictCodeExecution', WHY, 'UnrestrictCodeExecution', 'Machine.RestrictExecution'],
    ['collectInvestigationPackage', WHY, 'CollectInvestigationPackage', 'Machine.CollectForensics'],
    ['StopAndQuarantineFile', { ...WHY, Sha1: SHA1 }, 'StopAndQuarantineFile', 'Machine.StopAndQuarantine'],
  ] as const

  for (const [path, body, type, permission] of kinds) {
    it(`${type} lives and ends like the others, once at a time, with ${permission}`, async () => {
      const { ask, clock } = arrange()
      const others = kinds.flatMap(([, , , name]) => (name === permission ? [] : [name]))
      assert.equal((await ask(`/api/machines/a1/${path}`, person('responder', ['Machine.Isolate', ...others]), body)).status, 403)
      assert.equal((await ask(`/api/machines/a1/${path}`, person('reader'), body)).status, 403)
      const asked = await ask(`/api/machines/a1/${path}`, person('responder', [permission]), body)
      assert.deepEqual([asked.status, asked.body.type, asked.body.status, asked.body.scope], [201, type, 'Pending', null])
      const again = await ask(`/api/machines/a1/${path}`, APP, body)
      assert.deepEqual([again.status, again.body.error.code], [400, 'ActiveRequestAlreadyExists'])
      assert.equal((await ask('/api/machines/a1/isolate', APP, { ...WHY, IsolationType: 'Full' })).status, 201)

      clock.advance(30_000)
      assert.equal((await ask(`/api/machineactions/${asked.body.id}`)).body.status, 'Succeeded')
    })
  }

  it('tell the scope of a scan and the file that was stopped, two files at once', async () => {
    const { ask, clock } = arrange()
    const scan = await ask('/api/machines/b2/runAntiVirusScan', APP, { ...WHY, ScanType: 'Full' })
    const one = await ask('/api/machines/a1/StopAndQuarantineFile', APP, { ...WHY, Sha1: SHA1.toUpperCase() })
    const other = await ask('/api/machines/a1/StopAndQuarantineFile', APP, { ...WHY, Sha1: 'cd'.repeat(20) })
    assert.deepEqual([one.body.relatedFileInfo.fileIdentifier, other.status], [SHA1, 201])
    clock.advance(1_000)
    assert.equal((await ask(`/api/machineactions/${scan.body.id}`)).body.scope, 'Full')
  })

  it('do not restrict while a restriction is being removed', async () => {
    const { ask } = arrange()
    await ask('/api/machines/a1/unrestrictCodeExecution', APP, WHY)
    assert.equal((await ask('/api/machines/a1/restrictCodeExecution', APP, WHY)).status, 400)
  })

  for (const [what, machine, path, body, code] of [
    ['restricting apps on Linux', 'b2', 'restrictCodeExecution', WHY, 'OsPlatformNotSupported'],
    ['collecting from Linux', 'b2', 'collectInvestigationPackage', WHY, 'OsPlatformNotSupported'],
    ['restricting apps on an old Windows 10', 'e5', 'restrictCodeExecution', WHY, 'ClientVersionNotSupported'],
    ['scanning what is not onboarded', 'c3', 'runAntiVirusScan', { ...WHY, ScanType: 'Quick' }, 'InvalidInput'],
    ['a scan of another type', 'a1', 'runAntiVirusScan', { ...WHY, ScanType: 'Deep' }, 'InvalidInput'],
    ['a scan without a type', 'a1', 'runAntiVirusScan', WHY, 'MissingRequiredParameter'],
    ['a hash that is none', 'a1', 'StopAndQuarantineFile', { ...WHY, Sha1: 'abc' }, 'InvalidHashValue'],
  ] as const) {
    it(`refuse ${what} with ${code}`, async () => {
      const answer = await arrange().ask(`/api/machines/${machine}/${path}`, APP, body)
      assert.deepEqual([answer.status, answer.body.error.code], [400, code])
    })
  }

  it('contain what is not onboarded, and release it', async () => {
    const { ask, clock } = arrange()
    assert.equal((await ask('/api/machines/c3/isolate', APP, { ...WHY, IsolationType: 'UnManagedDevice' })).status, 201)
    clock.advance(30_000)
    assert.equal((await ask('/api/machines/c3/unisolate', APP, WHY)).status, 201)
  })

  it('are all cancelled with any permission to act', async () => {
    const { ask } = arrange()
    const { id } = (await ask('/api/machines/a1/collectInvestigationPackage', APP, WHY)).body
    assert.equal((await ask(`/api/machineactions/${id}/cancel`, person('responder', ['Machine.Read']), WHY)).status, 403)
    const { body } = await ask(`/api/machineactions/${id}/cancel`, person('responder', ['Machine.Scan']), WHY)
    assert.equal(body.status, 'Cancelled')
  })

  it('give a new link to a package to whoever may, once it is there, twice a minute', async () => {
    const { ask, clock } = arrange()
    const { id } = (await ask('/api/machines/a1/collectInvestigationPackage', APP, WHY)).body
    const link = (caller = person('responder')) => ask(`/api/machineactions/${id}/GetPackageUri`, caller)
    assert.equal((await link()).status, 404)
    clock.advance(120_000)
    assert.equal((await link(person('reader'))).status, 403)
    clock.advance(120_000)
    const [one, other, third] = [await link(), await link(), await link()]
    assert.match(one.body.value, /^"https:.*token=[0-9a-f]{48}"$/)
    assert.notEqual(one.body.value, other.body.value)
    assert.equal(third.status, 429)
    clock.advance(60_000)
    const scan = (await ask('/api/machines/a1/runAntiVirusScan', APP, { ...WHY, ScanType: 'Quick' })).body
    clock.advance(60_000)
    assert.equal((await ask(`/api/machineactions/${scan.id}/GetPackageUri`, person('responder'))).status, 404)
  })
})
