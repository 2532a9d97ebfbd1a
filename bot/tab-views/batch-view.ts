import { batchWords, itemWords } from '../cards/batch-words.ts'
import { containmentLine } from '../cards/containment-line.ts'
import type { Times } from '../cards/times.ts'
import type { Batch } from '../domain/batch.ts'
import { isLive, turnsLeft } from '../domain/batch.ts'
import type { Containment } from '../domain/containment.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import type { TabBatch, TabOthersBatch } from '../tab-contract/batches.ts'

/** What is known of the machines of a batch. */
export interface BatchFacts {
  readonly machines: ReadonlyMap<MachineId, Machine>
  readonly containments: ReadonlyMap<MachineId, Containment>
}

/** A batch as the tab shows it to a lead who did not ask for it. */
export function othersBatchView(batch: Batch, times: Times): TabOthersBatch {
  return { id: batch.id, askedBy: batch.person.name, ...batchWords(batch, times), mayStop: batch.state === 'running' }
}

/** A batch as the tab shows it to whoever asked for it. */
export function batchView(batch: Batch, { machines, containments }: BatchFacts, times: Times): TabBatch {
  const live = isLive(batch)
  return {
    id: batch.id,
    is: batch.state,
    ...batchWords(batch, times),
    mayStop: batch.state === 'running',
    mayGoOn: batch.state === 'stopped' && turnsLeft(batch) > 0,
    items: batch.items.map((item) => {
      const machine = machines.get(item.machineId) ?? null
      const containment = containments.get(item.machineId)
      const had = item.state !== 'waiting'
      return {
        id: item.machineId,
        name: machine?.name ?? null,
        machineGroup: machine?.machineGroup ?? null,
        is: !live && item.state === 'waiting' ? 'stopped' : item.state,
        ...itemWords(item, live),
        headline: had && containment ? containmentLine(containment, times, machine).headline : null,
      }
    }),
  }
}
