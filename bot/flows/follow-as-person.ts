import type { Change } from '../domain/change.ts'
import { seesAlert, seesGroup } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { TabEvent } from '../tab-contract.ts'
import type { Eyes, Seen } from './see-as-person.ts'

/** What following as a person needs. */
export interface FollowAsPersonPorts {
  readonly eyes: Eyes
  /** Calls back after each change, until the returned function is called. */
  readonly listen: (listener: (change: Change) => void) => () => void
}

/** Time for Defender to say what the person sees. */
const LOOK_WITHIN_MS = 10_000

/** Tells what changes of what the person may see, until the returned function is called. `lost`: that is no longer known. */
export function followAsPerson(
  { eyes, listen }: FollowAsPersonPorts,
  viewer: Viewer,
  send: (event: TabEvent) => void,
  lost: (error: unknown) => void,
): () => void {
  const tell = async (change: Change): Promise<void> => {
    const event = eventFor(change, viewer, await eyes.of(viewer, AbortSignal.timeout(LOOK_WITHIN_MS)))
    if (event) send(event)
  }
  return listen((change) => void tell(change).catch(lost))
}

function eventFor(change: Change, viewer: Viewer, seen: Seen): TabEvent | null {
  switch (change.what) {
    case 'alerts':
      return change.alerts.some((alert) => seesGroup(seen, alert.machineGroup) || seesAlert(seen, alert))
        ? { type: 'alerts' }
        : null
    case 'machine':
      return seesGroup(seen, change.machineGroup) ? { type: 'machine', id: change.id } : null
    case 'stop':
      return { type: 'controls' }
    case 'batch':
      return change.personId === viewer.id || seen.rights.roles.includes('Lead') ? { type: 'batch' } : null
  }
}
