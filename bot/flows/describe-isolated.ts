import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import type { MachineSource } from '../ports.ts'
import type { Store } from '../records.ts'

/** What describing needs. */
export interface DescribePorts {
  readonly store: Store
  readonly machines: MachineSource
  readonly failed: (error: BotError) => void
}

/**
 * Makes the step that reads machines which are isolated and never had an alert here, so that whoever sees their group is shown them.
 * Each is asked for once; where Defender cannot be read, again at the next step.
 */
export function createDescriber({ store, machines, failed }: DescribePorts): (signal: AbortSignal) => Promise<void> {
  const asked = new Set<MachineId>()
  return async (signal) => {
    const isolated = (await store.openReviews()).map(({ machineId }) => machineId)
    const known = await store.machines(isolated)
    const unknown = isolated.filter((id) => !known.has(id) && !asked.has(id))
    if (unknown.length === 0) return
    try {
      await store.saveMachines(await machines.read(unknown, signal))
      for (const id of unknown) asked.add(id)
    } catch (error) {
      if (!(error instanceof BotError)) throw error
      failed(error)
    }
  }
}
