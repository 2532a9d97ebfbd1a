import { refusalOfRights, refusalOfTriage } from '../domain/granted.ts'
import { triageRefusalWords } from '../domain/triage-refusal.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { GrantedRecords } from '../records/granted.ts'
import type { TabMe } from '../tab-contract.ts'
import type { Eyes } from './see-as-person.ts'

const READ_ONLY = {
  'scope-missing':
    'Machine.Isolate is not granted to PocketSOC, so nobody can isolate or release from here. An administrator can grant it.',
  'role-missing': 'Isolating and releasing from here needs the app role Responder. An administrator can assign it.',
} as const

/** Who is looking, and what they may see and do, by the newest token that anybody got. @throws BotError */
export async function showMe(
  { eyes, store }: { readonly eyes: Eyes; readonly store: GrantedRecords },
  viewer: Viewer,
  signal: AbortSignal,
): Promise<TabMe> {
  const { machineGroups, rights } = await eyes.of(viewer, signal)
  const granted = await store.granted()
  const newest = granted?.mode === rights.mode ? { ...rights, permissions: granted.permissions } : rights
  const refusal = refusalOfRights(newest, 'isolate')
  const noTriage = refusalOfTriage(newest)
  return {
    name: viewer.name,
    mode: rights.mode,
    machineGroups: machineGroups.toSorted(),
    readOnly: refusal && READ_ONLY[refusal],
    noTriage: noTriage && triageRefusalWords(noTriage, rights.mode).replace(' Nothing was done.', ''),
  }
}
