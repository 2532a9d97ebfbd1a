import type { Alert } from '../../domain/alert.ts'
import type { Change } from '../../domain/change.ts'
import type { MachineId } from '../../domain/ids.ts'
import type { Records, Store } from '../../records.ts'

/** The store, with what transactions change of alerts, intents and machine actions told to `tell` once it is on record. */
export function withToldChanges(store: Store, tell: (change: Change) => void): Store {
  return {
    ...store,
    async transaction(work) {
      const alerts: Alert[] = []
      const touched = new Set<MachineId>()
      const { result, machines } = await store.transaction(async (records) => ({
        result: await work(noting(records, alerts, touched)),
        machines: await records.machines([...touched]),
      }))
      if (alerts.length > 0) tell({ what: 'alerts', alerts })
      for (const id of touched) tell({ what: 'machine', id, machineGroup: machines.get(id)?.machineGroup ?? null })
      return result
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function noting(records: Records, alerts: Alert[], touched: Set<MachineId>): Records {
  return {
    ...records,
    async saveAlerts(saved, rulesRevision) {
      await records.saveAlerts(saved, rulesRevision)
      alerts.push(...saved)
    },
    async saveActions(actions) {
      const changed = await records.saveActions(actions)
      for (const { machineId } of changed) touched.add(machineId)
      return changed
    },
    async addIntent(intent) {
      const added = await records.addIntent(intent)
      if (added) touched.add(intent.machineId)
      return added
    },
    async saveIntent(intent) {
      await records.saveIntent(intent)
      touched.add(intent.machineId)
    },
  }
}
