import type { Alert, AlertPlace } from '../../domain/alert.ts'
import type { Change } from '../../domain/change.ts'
import type { MachineId, PersonId } from '../../domain/ids.ts'
import type { Records, Store } from '../../records.ts'

/** The store, where each transaction also notes what it changed of alerts, intents, machine actions, reviews and batches. */
export function withNotedChanges(store: Store): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction(async (records) => {
        const alerts: Alert[] = []
        const touched = new Set<MachineId>()
        let stop = false
        const askers = new Set<PersonId>()
        const noted = noting(records, alerts, touched, askers, () => {
          stop = true
        })
        const result = await work(noted)
        const changes = await changesOf(records, alerts, touched)
        const ofBatches = [...askers].map((personId) => ({ what: 'batch', personId }) as const)
        await records.noteChanges([...changes, ...ofBatches, ...(stop ? [{ what: 'stop' } as const] : [])])
        return result
      }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

async function changesOf(records: Records, alerts: readonly Alert[], touched: ReadonlySet<MachineId>): Promise<Change[]> {
  const machines = await records.machines([...touched])
  return [
    ...(alerts.length > 0 ? [{ what: 'alerts', alerts: alerts.map(placeOf) } as const] : []),
    ...[...touched].map((id) => ({ what: 'machine', id, machineGroup: machines.get(id)?.machineGroup ?? null }) as const),
  ]
}

function placeOf({ id, machine, machineGroup }: Alert): AlertPlace {
  return { id, machine, machineGroup }
}

function noting(records: Records, alerts: Alert[], touched: Set<MachineId>, askers: Set<PersonId>, stopped: () => void): Records {
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
    async saveBatch(batch) {
      await records.saveBatch(batch)
      askers.add(batch.person.id)
    },
    async saveReview(review) {
      await records.saveReview(review)
      touched.add(review.machineId)
    },
    async addApproval(approval) {
      const added = await records.addApproval(approval)
      if (added) touched.add(approval.request.machineId)
      return added
    },
    async endApproval(id, how, by, at) {
      const ended = await records.endApproval(id, how, by, at)
      if (ended) touched.add(ended.request.machineId)
      return ended
    },
    async setStop(stop) {
      await records.setStop(stop)
      stopped()
    },
    async saveIntent(intent) {
      await records.saveIntent(intent)
      touched.add(intent.machineId)
    },
  }
}
