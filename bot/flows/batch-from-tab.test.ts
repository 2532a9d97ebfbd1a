import assert from 'node:assert/strict'
import { createTimes } from '../cards/times.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import { instantOf } from '../domain/instant.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Store } from '../records.ts'
import { freshStore, IN_MEMORY } from '../test/fresh-store.ts'
import { sampleMachine, samplePolicy } from '../test/samples.ts'
import { beginFromTab, showNewestBatch, steerFromTab } from './batch-from-tab.ts'
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

  beforeEach(async () => {
    store = await freshStore(IN_MEMORY)
    permissions = ['Machine.Isolate']
    groups = ['Servers']
    await store.saveMachines([SEEN, HIDDEN])
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const ports = () => {
    const rights = { mode: 'delegated', token: 't' as never, upn: null, permissions, roles: ['Lead'] } as const
    return {
      store,
      policy: samplePolicy(),
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

  it('are not begun without the right to isolate, which is on record', async () => {
    permissions = []
    const refused = await begin(SEEN)
    assert.ok('status' in refused && refused.status === 409)
    const [last] = await store.audit(1)
    assert.deepEqual([await newest(), last?.event], [null, 'tab.refused'])
  })

  it('are another’s to nobody, be it a lead', async () => {
    await begin(SEEN)
    const { id } = (await newest())!
    const steer = (how: 'stop' | 'go-on') => steerFromTab(ports(), LENA, id, how, signal())
    await assert.rejects(steer('stop'), { code: 'not-found' })
    assert.equal((await newest())?.state, 'running')
    await stopLeftBatches(store, NOW, 'all')
    await assert.rejects(steer('go-on'), { code: 'not-found' })
    assert.deepEqual([(await newest())?.state, await shownTo(LENA)], ['stopped', null])
  })

  it('show no more than the outcome of a machine that Defender hides by now', async () => {
    await begin(SEEN)
    const isNamed = async () => JSON.stringify(await shownTo(ROBIN)).includes(SEEN.name!)
    assert.equal(await isNamed(), true)
    groups = ['Workstations']
    assert.equal(await isNamed(), false)
  })
})
