import type { Batch, BatchVerb } from '../domain/batch.ts'
import { isLive, isSilent, turnsLeft } from '../domain/batch.ts'
import type { BatchId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { IsolationType } from '../domain/intent.ts'
import type { Clock, NewId } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditBatch } from './audit-batch.ts'
import { keepBatch } from './keep-batch.ts'
import { endBatch } from './run-batch.ts'

/** What beginning, stopping and going on need. */
export interface SteerPorts {
  readonly store: Store
  readonly now: Clock
  readonly newId: NewId
  /** Runs the batch here, in the background. */
  readonly run: (id: BatchId, run: number) => void
}

/** What somebody confirmed. */
export interface BatchWish {
  readonly person: Batch['person']
  readonly verb: BatchVerb
  readonly isolationType: IsolationType | null
  readonly reason: string
  readonly told: Batch['told']
  /** With the generation of each that the person saw, in the order in which they are to be asked for. */
  readonly machines: readonly { readonly machineId: MachineId; readonly generation: number }[]
}

/** Puts a batch on record and has it run; `null` while another of that person's goes on. */
export async function beginBatch(ports: SteerPorts, { machines, ...wish }: BatchWish): Promise<Batch | null> {
  const { store, newId, now, run } = ports
  const begun = await store.transaction(async (records) => {
    const before = await records.newestBatch(wish.person.id)
    if (before && isLive(before)) return null
    const batch: Batch = {
      ...wish,
      id: newId(16) as BatchId,
      state: 'running',
      run: 1,
      revision: 0,
      why: null,
      stoppedBy: null,
      waitsUntil: null,
      beganAt: now(),
      heardAt: now(),
      endedAt: null,
      items: machines.map((machine) => ({ ...machine, state: 'waiting', intentId: null, why: null })),
    }
    await keepBatch(records, batch, now())
    await auditBatch(records, batch, 'begun', batch.person, now())
    return batch
  })
  if (begun) run(begun.id, begun.run)
  return begun
}

/** Has it end after the machine in hand. False when it had ended. */
export function stopBatch({ store, now }: Pick<SteerPorts, 'store' | 'now'>, id: BatchId, by: Batch['person']): Promise<boolean> {
  return store.transaction(async (records) => {
    const batch = await records.batch(id)
    if (batch?.state !== 'running') return false
    const stopping: Batch = { ...batch, state: 'stopping', stoppedBy: by }
    await keepBatch(records, stopping, now())
    await auditBatch(records, stopping, 'stop-asked', by, now())
    return true
  })
}

/** Has a batch that was stopped go on with the machines that had no turn; only whoever asked for it can. False when there is nothing to go on with. */
export async function goOn(ports: SteerPorts, id: BatchId, person: PersonId): Promise<boolean> {
  const { store, now, run } = ports
  const going = await store.transaction(async (records) => {
    const [batch, newest] = [await records.batch(id), await records.newestBatch(person)]
    if (batch?.state !== 'stopped' || batch.person.id !== person || turnsLeft(batch) === 0) return null
    if (newest && isLive(newest)) return null
    const next: Batch = {
      ...batch,
      state: 'running',
      run: batch.run + 1,
      why: null,
      stoppedBy: null,
      endedAt: null,
      heardAt: now(),
    }
    await keepBatch(records, next, now())
    await auditBatch(records, next, 'gone-on', batch.person, now())
    return next
  })
  if (going) run(going.id, going.run)
  return going !== null
}

/** Stops the batches whose process is gone: all that are live where nobody else can run any, else those that nothing was heard of. */
export async function stopLeftBatches(store: Store, now: Instant, which: 'all' | 'silent'): Promise<void> {
  for (const batch of await store.liveBatches()) {
    if (which === 'silent' && !isSilent(batch, now)) continue
    await store.transaction((records) => endBatch(records, batch.id, batch.run, 'service-stopped', now))
  }
}
