import assert from 'node:assert/strict'
import type { Store } from '../../records.ts'
import { onEveryStore } from '../../test/every-store.ts'
import { sampleAlert, sampleIntent, sampleMachine } from '../../test/samples.ts'
import { withNotedChanges } from './noted-changes.ts'

onEveryStore('changes of the record', (given) => {
  let store: Store
  let other: Store
  let seq: number
  beforeEach(async () => {
    store = withNotedChanges(await given().open())
    other = await given().open()
    await store.transaction((records) => records.saveMachines([sampleMachine()]))
    seq = (await other.changesAfter(null)).seq
  })
  const heard = async () => {
    const { changes, seq: next } = await other.changesAfter(seq)
    seq = next
    return changes
  }

  it('are heard by everybody once they are on record, and once', async () => {
    const { id, machine, machineGroup } = sampleAlert()
    await store.transaction(async (records) => {
      await records.saveAlerts([sampleAlert()], 1)
      await records.addIntent(sampleIntent())
      await records.saveIntent(sampleIntent({ state: 'sending' }))
    })
    await store.transaction((records) => records.saveIntent(sampleIntent({ state: 'unknown' })))

    const isolation = { what: 'machine', id: sampleMachine().id, machineGroup: 'Servers' }
    assert.deepEqual(await heard(), [{ what: 'alerts', alerts: [{ id, machine, machineGroup }] }, isolation, isolation])
    assert.deepEqual(await heard(), [])
  })

  it('are not heard when they come to nothing, or change nothing', async () => {
    await store.addIntent(sampleIntent())
    await store.transaction((records) => records.addIntent(sampleIntent()))
    await assert.rejects(
      store.transaction(async (records) => {
        await records.saveAlerts([sampleAlert()], 1)
        throw new Error('no')
      }),
    )
    assert.deepEqual(await heard(), [])
  })

  it('are kept for whoever is a little behind, and not for ever', async () => {
    const change = { what: 'machine', id: sampleMachine().id, machineGroup: null } as const
    await store.transaction(async (records) => {
      for (let n = 0; n < 600; n++) await records.noteChanges([change])
    })
    assert.equal((await heard()).length, 500)
  })
})
