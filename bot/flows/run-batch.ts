import type { Batch, BatchItem, StopReason } from '../domain/batch.ts'
import { endedBatch, HEARD_EVERY_MS, isAwaited, isLive, withItem } from '../domain/batch.ts'
import { itemOfWaiting } from '../domain/batch-outcome.ts'
import type { BatchId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import type { Records } from '../records.ts'
import type { ActForBatchPorts, Turn } from './act-for-batch.ts'
import { actForBatch } from './act-for-batch.ts'
import { auditBatch } from './audit-batch.ts'
import { keepBatch } from './keep-batch.ts'

/** What running a batch needs. */
export interface RunBatchPorts extends ActForBatchPorts {
  /** How long until a batch may ask something of Defender, so that there is room for people's taps; 0 when now. */
  readonly waitMs: () => number
  /** Resolves after so many milliseconds, or when the signal comes. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Stop is heard within this time while a batch waits. */
const LOOK_EVERY_MS = 1000

/**
 * Asks for the machines of a batch one after another, until all have had their turn, somebody stops it, the session of whoever
 * asked ends, or the signal comes: always after the machine in hand. What ends with the process is stopped, and goes on when
 * that person says so.
 */
export async function runBatch(ports: RunBatchPorts, id: BatchId, run: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await waitForRoom(ports, id, run, signal)
    const next = await takeTurn(ports, id, run, signal.aborted)
    if (next === null) return
    let turn: Turn
    try {
      turn = await actForBatch(ports, next.batch, next.item)
    } catch (fault) {
      await ports.store.transaction((records) => endBatch(records, id, run, 'fault', ports.now()))
      throw fault
    }
    await tellTurn(ports, id, run, turn)
  }
}

/** Ends a batch that is still of this run. For use in a transaction. */
export async function endBatch(
  records: Records,
  id: BatchId,
  run: number,
  how: StopReason | 'done',
  now: Instant,
): Promise<Batch | null> {
  const batch = await ofRun(records, id, run)
  if (!batch) return null
  const ended = endedBatch(await withoutUnasked(records, batch), how === 'done' ? how : { why: how }, now)
  await keepBatch(records, ended, now)
  await auditBatch(records, ended, how === 'done' ? 'ended' : 'stopped', ended.stoppedBy ?? ended.person, now)
  return ended
}

/** A machine in hand for which no wish went on record was not asked for: it waits again, or for the second person who was asked. */
async function withoutUnasked(records: Records, batch: Batch): Promise<Batch> {
  const inHand = batch.items.find(({ state }) => state === 'asking')
  if (!inHand) return batch
  const intents = await records.intentsSince(batch.heardAt) // which it was put in hand at
  const isOfThis = ({ batch: by, machineId }: Pick<Intent, 'batch' | 'machineId'>) =>
    by === batch.id && machineId === inHand.machineId
  if (intents.some(isOfThis)) return batch
  const request = (await records.waitingApprovals()).find((one) => isOfThis(one.request))
  return withItem(batch, request ? itemOfWaiting(inHand, request) : { ...inHand, state: 'waiting' })
}

async function waitForRoom(
  { store, waitMs, pause, now }: RunBatchPorts,
  id: BatchId,
  run: number,
  signal: AbortSignal,
): Promise<void> {
  let heardAt: Instant | null = null
  for (let ms = waitMs(); ms > 0 && !signal.aborted; ms = waitMs()) {
    const running = await store.transaction(async (records) => {
      const batch = await ofRun(records, id, run)
      if (batch?.state !== 'running') return false
      if (heardAt === null || heardAt < plusMs(now(), -HEARD_EVERY_MS)) {
        heardAt = now()
        await keepBatch(records, { ...batch, heardAt, waitsUntil: plusMs(heardAt, ms) }, now())
      }
      return true
    })
    if (!running) return
    await pause(Math.min(ms, LOOK_EVERY_MS), signal)
  }
}

/** Puts the next machine in hand on record; `null` when there is none, or no more is to be asked for. */
function takeTurn(
  { store, now }: RunBatchPorts,
  id: BatchId,
  run: number,
  stopping: boolean,
): Promise<{ readonly batch: Batch; readonly item: BatchItem } | null> {
  return store.transaction(async (records) => {
    const batch = await ofRun(records, id, run)
    if (!batch) return null
    const waiting = batch.items.find(({ state }) => state === 'waiting')
    const over = waiting ? stopOf(batch, stopping) : 'done'
    if (over) {
      await endBatch(records, id, run, over, now())
      return null
    }
    if (!waiting) return null
    const item: BatchItem = { ...waiting, state: 'asking', why: null }
    await keepBatch(records, { ...withItem(batch, item), waitsUntil: null, heardAt: now() }, now())
    return { batch, item }
  })
}

function stopOf({ state }: Batch, stopping: boolean): StopReason | null {
  if (state === 'stopping') return 'asked'
  return stopping ? 'service-stopped' : null
}

function tellTurn({ store, now }: RunBatchPorts, id: BatchId, run: number, { item, stop }: Turn): Promise<unknown> {
  return store.transaction(async (records) => {
    const batch = await ofRun(records, id, run)
    if (!batch) return
    const told = batch.items.some((one) => one.machineId === item.machineId && !isAwaited(one)) // a second person was faster
    await keepBatch(records, { ...(told ? batch : withItem(batch, item)), heardAt: now() }, now())
    if (stop) await endBatch(records, id, run, stop, now())
  })
}

/** The batch while this run of it goes on: it may have been given up for silence, and told to go on elsewhere. */
async function ofRun(records: Records, id: BatchId, run: number): Promise<Batch | null> {
  const batch = await records.batch(id)
  return batch && isLive(batch) && batch.run === run ? batch : null
}
