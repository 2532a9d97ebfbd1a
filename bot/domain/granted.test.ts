import assert from 'node:assert/strict'
import { permissionsFor } from './action-kind.ts'
import {
  isBarred,
  isReadOnly,
  lacksTriage,
  MACHINE_ISOLATE,
  missingFrom,
  OPTIONAL,
  refusalOfRights,
  refusalOfTriage,
  tooMuch,
} from './granted.ts'
import { instantOf } from './instant.ts'

const AT = instantOf(0)

describe('what is granted', () => {
  for (const [what, mode, permissions, missing] of [
    [
      'what only reads alerts',
      'delegated',
      ['Machine.Isolate', 'Machine.Read', 'Alert.Read', 'User.Read.All'],
      ['Alert.ReadWrite'],
    ],
    ['what reads and writes', 'delegated', ['Machine.Isolate', 'Machine.ReadWrite', 'Alert.ReadWrite', 'User.Read.All'], []],
    ['all but what isolates', 'delegated', ['Machine.ReadWrite', 'Alert.ReadWrite', 'User.Read.All'], ['Machine.Isolate']],
    [
      'what an app needs',
      'delegated',
      ['Machine.Isolate', 'Machine.Read.All'],
      ['Machine.Read', 'Alert.ReadWrite', 'User.Read.All'],
    ],
    [
      'what only reads alerts',
      'application',
      ['Machine.Isolate', 'Machine.Read.All', 'Alert.Read.All', 'User.Read.All'],
      ['Alert.ReadWrite.All'],
    ],
    [
      'what reads and writes',
      'application',
      ['Machine.ReadWrite.All', 'Alert.ReadWrite.All', 'User.Read.All'],
      ['Machine.Isolate'],
    ],
    [
      'nothing',
      'application',
      [],
      ['Machine.Isolate', 'Alert.Read.All', 'Machine.Read.All', 'Alert.ReadWrite.All', 'User.Read.All'],
    ],
  ] as const) {
    it(`lacks ${missing.join(', ') || 'nothing'} with ${what} in ${mode} mode`, () =>
      assert.deepEqual(missingFrom({ mode, permissions }), missing))
  }

  it('has no triage when a token of this mode came without the permission of that mode', () => {
    const granted = { mode: 'delegated', permissions: ['Alert.Read', 'Alert.ReadWrite.All'], since: instantOf(0) } as const
    assert.deepEqual(
      [lacksTriage(granted, 'delegated'), lacksTriage(granted, 'application'), lacksTriage(null, 'delegated')],
      [true, false, false],
    )
    const able = { mode: 'application', permissions: ['Alert.ReadWrite.All'] } as const
    assert.equal(refusalOfTriage({ ...granted, roles: [] }), 'scope-missing')
    assert.equal(refusalOfTriage({ ...able, roles: ['Reader'] }), 'role-missing')
    assert.equal(refusalOfTriage({ ...able, roles: ['Responder'] }), null)
  })

  it('may do without any permission to act but Machine.Isolate', () =>
    assert.deepEqual([MACHINE_ISOLATE, ...OPTIONAL.flatMap(permissionsFor)].sort(), [...permissionsFor('cancel')].sort()))

  it('is too much for the app what lets it act: in application mode what nothing uses, else all of it', () => {
    const ofApp = ['Machine.Read.All', 'Alert.ReadWrite.All', 'Machine.Isolate', 'Machine.Scan', 'Machine.Offboard']
    assert.deepEqual(tooMuch('application', ofApp), ['Machine.Offboard'])
    assert.deepEqual(tooMuch('delegated', ofApp), ['Machine.Isolate', 'Machine.Scan', 'Machine.Offboard'])
  })

  it('is read-only when a token of this mode came without Machine.Isolate, and not while none is known', () => {
    const granted = { mode: 'delegated', permissions: ['Machine.ReadWrite'], since: instantOf(0) } as const
    assert.equal(isReadOnly(granted, 'delegated'), true)
    assert.equal(isReadOnly(granted, 'application'), false)
    assert.equal(isReadOnly(null, 'delegated'), false)
    assert.equal(isReadOnly({ ...granted, permissions: ['Machine.Isolate'] }, 'delegated'), false)
  })

  for (const [mode, permission, roles, refusal] of [
    ['delegated', 'Machine.Isolate', [], null],
    ['delegated', 'Machine.Read', ['Responder', 'Lead'], 'scope-missing'],
    ['application', 'Machine.Isolate', [], 'role-missing'],
    ['application', 'Machine.Isolate', ['Reader'], 'role-missing'],
    ['application', 'Machine.Isolate', ['Responder'], null],
    ['application', 'Machine.Isolate', ['Lead'], null],
    ['application', 'Machine.Read.All', ['Responder'], 'scope-missing'],
  ] as const) {
    it(`${refusal ? `refuses (${refusal})` : 'lets act'} in ${mode} mode with ${permission} and ${roles.join(', ') || 'no role'}`, () =>
      assert.equal(refusalOfRights({ mode, permissions: [permission], roles }, 'isolate'), refusal))
  }

  for (const [verb, permission] of [
    ['contain', 'Machine.Isolate'],
    ['scan', 'Machine.Scan'],
    ['restrict', 'Machine.RestrictExecution'],
    ['unrestrict', 'Machine.RestrictExecution'],
    ['collect', 'Machine.CollectForensics'],
    ['quarantine', 'Machine.StopAndQuarantine'],
  ] as const) {
    it(`asks ${permission} of whoever wants to ${verb}, and no other`, () => {
      const all = ['Machine.Isolate', 'Machine.Scan', 'Machine.RestrictExecution', 'Machine.CollectForensics']
      const others = [...all, 'Machine.StopAndQuarantine'].filter((name) => name !== permission)
      assert.equal(refusalOfRights({ mode: 'delegated', permissions: [permission], roles: [] }, verb), null)
      assert.equal(refusalOfRights({ mode: 'delegated', permissions: others, roles: [] }, verb), 'scope-missing')
      assert.equal(isBarred({ mode: 'delegated', permissions: others, since: AT }, 'delegated', verb), true)
      assert.equal(isBarred({ mode: 'delegated', permissions: others, since: AT }, 'application', verb), false)
    })
  }

  it('lets somebody cancel with the permission of any action', () => {
    for (const name of ['Machine.Scan', 'Machine.Isolate'])
      assert.equal(refusalOfRights({ mode: 'delegated', permissions: [name], roles: [] }, 'cancel'), null)
    assert.equal(refusalOfRights({ mode: 'delegated', permissions: ['Machine.Read'], roles: [] }, 'cancel'), 'scope-missing')
  })
})
