import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Policy } from '../domain/policy.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Store } from '../records.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import { sampleMachine, samplePolicy } from '../test/samples.ts'
import { beginFromTab, showChoices, showNewestBatch, steerFromTab } from './batch-from-tab.ts'
import { showControls } from './show-controls.ts'
import { stopLeftBatches } from './steer-batch.ts'

const NOW = instantOf(Date.UTC(2026, 10, 2, 12))
const SEEN = sampleMachine()
const HIDDEN = sampleMachine({ id: 'f'.repeat(40) as MachineId, machineGroup: 'Executives' })
const viewerOf = (name: string): Viewer => ({ id: `oid-${name}` as PersonId, name, token: 't', endsAt: NOW })
const ROBIN = viewerOf('robin')
const LENA = viewerOf('lena')

describe('several machines from the tab', () => {
  let store: Store
  let permissions: readonly string[]
  let groups: readonly string[]
  let roles: readonly string[]
  let policy: Policy

  beforeEach(async () => {
    store = await freshStore(IN_MEMORY)
    permissions = ['Machine.Isolate']
    groups = ['Servers']
    roles = []
    policy = samplePolicy()
    await store.saveMachines([SEEN, HIDDEN])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => {
    const rights = { mode: 'delegated', token: 't' as never, upn: null, permissions, roles } as const
    return {
      store,
      policy,
      times: createTimes(null),
      now: () => NOW,
      newId: (digits: number) => '1'.repeat(digits),
      run: () => undefined,
      tokens: { fromSession: async () => rights, fromSso: async () => rights },
      eyes: {
        of: async () => ({ machineGroups: groups, alertIds: [], machineIds: [], rights }),
        sees: () => assert.fail('asked of an alert'),
      },
    }
  }
  const signal = () => AbortSignal.timeout(5000)
  const begin = ({ id }: typeof SEEN) => {
    const wish = { verb: 'isolate', isolationType: 'Full', reason: 'Ransomware', machines: [{ id, generation: 0 }] } as const
    return beginFromTab(ports(), ROBIN, wish, signal())
  }
  const newest = () => store.newestBatch(ROBIN.id)
  const shownTo = async (viewer: Viewer) => (await showNewestBatch(ports(), viewer, signal())).batch

  it('are begun for what Defender shows the person, and for nothing else', async () => {
    await assert.rejects(begin(HIDDEN), { code: 'not-found' })
    assert.equal(await newest(), null)
    await begin(SEEN)
    assert.equal((await newest())?.state, 'running')
  })

  it('are told from which on policy holds, counting what the person sees', async () => {
    const next = sampleMachine({ id: 'e'.repeat(40) as MachineId })
    await store.saveMachines([next])
    const { secondPerson } = policy
    policy = samplePolicy({ secondPerson: { ...secondPerson, machinesAnHour: { byOnePerson: 1, inTheTenant: null } } })
    const brake = async (...ids: MachineId[]) => (await showChoices(ports(), ROBIN, 'isolate', ids, signal())).brake
    assert.equal(await brake(HIDDEN.id, SEEN.id), null)
    assert.match((await brake(HIDDEN.id, SEEN.id, next.id)) ?? '', /^From the 2nd on a second person has to approve/)
  })

  it('are not begun without the right to isolate, which is on record', async () => {
    permissions = []
    const refused = await begin(SEEN)
    assert.ok('status' in refused && refused.status === 409)
    const [last] = await store.audit(1)
    assert.deepEqual([await newest(), last?.event], [null, 'tab.refused'])
  })

  const steer = async (how: 'stop' | 'go-on', viewer = LENA) => steerFromTab(ports(), viewer, (await newest())!.id, how, signal())
  const others = async (viewer: Viewer) => (await showControls(ports(), viewer, signal())).batches

  it('are another’s to nobody who is no lead, and that is on record', async () => {
    await begin(SEEN)
    await assert.rejects(steer('stop'), { code: 'not-found' })
    const [last] = await store.audit(1)
    assert.deepEqual([last?.event, last?.person?.id], ['tab.refused', LENA.id])
    assert.deepEqual([(await newest())?.state, await shownTo(LENA), await others(LENA)], ['running', null, []])
  })

  it('go on for nobody but their asker, be it a lead', async () => {
    roles = ['Lead']
    await begin(SEEN)
    await stopLeftBatches(store, NOW, 'all')
    await assert.rejects(steer('go-on'), { code: 'not-found' })
    assert.deepEqual([(await newest())?.state, await shownTo(LENA)], ['stopped', null])
    await steer('go-on', ROBIN)
    assert.equal((await newest())?.state, 'running')
  })

  it('are shown to a lead while they go on, as counts alone, and stopped by one', async () => {
    roles = ['Lead']
    await begin(SEEN)
    assert.deepEqual(await others(ROBIN), [])
    const { id } = (await newest())!
    const words = '0 of 1 had their turn. One after another, as robin.'
    assert.deepEqual(await others(LENA), [{ id, askedBy: 'robin', title: 'Isolating 1 machine', words, mayStop: true }])
    const answer = await steer('stop')
    assert.deepEqual([answer], await others(LENA))
    assert.deepEqual([answer.mayStop, (await newest())?.stoppedBy?.name], [false, 'lena'])
    await stopLeftBatches(store, NOW, 'all')
    assert.deepEqual(await others(LENA), [])
  })

  it('show no more than the outcome of a machine that Defender hides by now', async () => {
    await begin(SEEN)
    const isNamed = async () => JSON.stringify(await shownTo(ROBIN)).includes(SEEN.name!)
    assert.equal(await isNamed(), true)
    groups = ['Workstations']
    assert.equal(await isNamed(), false)
  })
})
