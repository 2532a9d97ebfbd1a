import type { Viewer } from '../domain/viewer.ts'
import type { TabMe } from '../tab-contract.ts'
import { MACHINE_ISOLATE } from './act-on-machine.ts'
import type { Eyes } from './see-as-person.ts'

const NOT_GRANTED =
  'Machine.Isolate is not granted to PocketSOC, so nobody can isolate or release from here. An administrator can grant it.'

/** Who is looking, and what they may see and do. @throws BotError */
export async function showMe(eyes: Eyes, viewer: Viewer, signal: AbortSignal): Promise<TabMe> {
  const { machineGroups, scopes } = await eyes.of(viewer, signal)
  const readOnly = scopes.includes(MACHINE_ISOLATE) ? null : NOT_GRANTED
  return { name: viewer.name, mode: 'delegated', machineGroups: machineGroups.toSorted(), readOnly }
}
