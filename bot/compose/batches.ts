import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchId } from '../domain/ids.ts'
import { runBatch } from '../flows/run-batch.ts'
import type { Ground } from './ground.ts'
import type { Inside } from './way-in.ts'

/** Runs batches in the background of this process. Disposing has each stop after the machine in hand. */
export interface BatchRunner extends Disposable {
  run(id: BatchId, run: number): void
}

/** Runs none yet. A batch leaves the last calls of a minute and an hour to people's taps, as the tab does. */
export function startBatches(ground: Ground, { tokens, background }: Pick<Inside, 'tokens' | 'background'>): BatchRunner {
  const { store, now, newId, quota, nowMs } = ground
  const stopping = new AbortController()
  const ports = {
    store,
    defender: ground.defenderAsPerson('click'),
    tokens,
    policy: ground.policy,
    now,
    newId,
    waitMs: () => quota.waitMs('tab', nowMs()),
    pause: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  }
  return {
    run(id, run) {
      background.run(ground.trail.during('click', () => runBatch(ports, id, run, stopping.signal)))
    },
    [Symbol.dispose]: () => stopping.abort(),
  }
}
