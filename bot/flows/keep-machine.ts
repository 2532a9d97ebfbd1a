import type { Machine } from '../domain/machine.ts'
import type { Store } from '../records.ts'

/** Keeps how Defender describes a machine now, by which policy decides; nothing is written while that is as it was. */
export async function keepMachine(store: Store, told: Machine): Promise<void> {
  const known = (await store.machines([told.id])).get(told.id)
  if (known && JSON.stringify({ ...told, readAt: known.readAt }) === JSON.stringify(known)) return
  await store.saveMachines([told])
}
