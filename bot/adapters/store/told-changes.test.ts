import assert from 'node:assert/strict'
import type { Change } from '../../domain/change.ts'
import type { Store } from '../../records.ts'
import { freshStore } from '../../test/fresh-store.ts'
import { sampleAlert, sampleIntent, sampleMachine } from '../../test/samples.ts'
import { withToldChanges } from './told-changes.ts'

describe('changes of the record', () => {
  let store: Store
  let told: Change[]
  beforeEach(async () => {
    told = []
    store = withToldChanges(await freshStore(), (change) => told.push(change))
    await store.transaction((records) => records.saveMachines([sampleMachine()]))
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const machineTold = { what: 'machine', id: sampleMachine().id, machineGroup: 'Servers' }

  it('are told once they are on record', async () => {
    await store.transaction(async (records) => {
      await records.saveAlerts([sampleAlert()], 1)
      await records.addIntent(sampleIntent())
      await records.saveIntent(sampleIntent({ state: 'sending' }))
      assert.deepEqual(told, [])
    })
    assert.deepEqual(told, [{ what: 'alerts', alerts: [sampleAlert()] }, machineTold])
  })

  it('are not told when they come to nothing, or change nothing', async () => {
    await store.addIntent(sampleIntent())
    await store.transaction((records) => records.addIntent(sampleIntent()))
    await assert.rejects(
      store.transaction(async (records) => {
        await records.saveAlerts([sampleAlert()], 1)
        throw new Error('no')
      }),
    )
    assert.deepEqual(told, [])
  })
})
