import { hashOf, requestWords } from '../cards/request-words.ts'
import type { Times } from '../cards/times.ts'
import type { Approval } from '../domain/approval.ts'
import { whyNotDecide } from '../domain/approval.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { Machine } from '../domain/machine.ts'
import type { Policy } from '../domain/policy.ts'
import { seesGroup } from '../domain/sight.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Store } from '../records.ts'
import type { TabOthersBatch } from '../tab-contract/batches.ts'
import type { TabApproval, TabControls } from '../tab-contract/controls.ts'
import { othersBatchView } from '../tab-views/batch-view.ts'
import type { Eyes, Seen } from './see-as-person.ts'

/** What showing the controls needs. */
export interface ControlPorts {
  readonly store: Store
  readonly eyes: Eyes
  readonly policy: Policy
  readonly times: Times
}

/** More alerts than evidence is taken from. */
const MOST_ALERTS = 50

/**
 * Whether actions are stopped, what waits for a second person on the machines that this person sees, and for a lead which batches
 * of others go on. @throws BotError
 */
export async function showControls(
  { store, eyes, policy, times }: ControlPorts,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<TabControls> {
  const seen = await eyes.of(viewer, signal)
  const stop = await store.stop()
  const waiting = await store.waitingApprovals()
  const machines = await store.machines(waiting.map(({ request }) => request.machineId))
  const inSight = waiting.flatMap((approval) => {
    const machine = machines.get(approval.request.machineId)
    return machine && seesGroup(seen, machine.machineGroup) ? [{ approval, machine }] : []
  })
  const lead = seen.rights.roles.includes('Lead')
  return {
    lead,
    stopped: stop && { by: stop.by.name, at: stop.at },
    approvals: await Promise.all(
      inSight.map(async ({ approval, machine }) => {
        const about = { machine, files: await filesAbout(store, approval, seen) }
        return approvalView(approval, about, viewer, seen, policy)
      }),
    ),
    batches: lead ? await othersBatches(store, viewer, times) : [],
  }
}

async function othersBatches(store: Store, viewer: Viewer, times: Times): Promise<TabOthersBatch[]> {
  const live = await store.liveBatches()
  return live.filter(({ person }) => person.id !== viewer.id).map((batch) => othersBatchView(batch, times))
}

/** What gives the file of a request its name, of the alerts that this person sees. */
async function filesAbout(store: Store, { request }: Approval, sight: Seen): Promise<EvidenceFile[]> {
  if (hashOf(request) === null) return []
  return filesOf((await store.searchAlerts({ sight, machineId: request.machineId }, MOST_ALERTS)).alerts)
}

function approvalView(
  approval: Approval,
  about: { readonly machine: Machine; readonly files: readonly EvidenceFile[] },
  viewer: Viewer,
  seen: Seen,
  policy: Policy,
): TabApproval {
  const { id, name } = about.machine
  const { request, askedBy, because, askedAt, endsAt } = approval
  const who = { id: viewer.id, roles: seen.rights.roles }
  const may = (how: 'approved' | 'bypassed' | 'declined'): boolean => whyNotDecide(how, approval, who, policy.breakGlass) === null
  return {
    id: approval.id,
    machine: { id, name },
    verb: request.verb,
    what: requestWords(request, about),
    sha1: hashOf(request),
    isolation: request.family === 'containment',
    askedBy: askedBy.name,
    own: askedBy.id === viewer.id,
    because: because.join('; '),
    reason: request.reason,
    askedAt,
    endsAt,
    mayApprove: may('approved'),
    mayDecline: may('declined'),
    mayGoAlone: may('bypassed'),
  }
}
