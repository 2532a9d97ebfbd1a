import type { Approval } from '../domain/approval.ts'
import { endOf, whyNotDecide } from '../domain/approval.ts'
import { BotError } from '../domain/error.ts'
import type { ApprovalId } from '../domain/ids.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { ActingPerson } from '../ports.ts'
import type { TabControls } from '../tab-contract/controls.ts'
import type { TabProblem } from '../tab-contract.ts'
import type { TabActPorts } from './act-from-tab.ts'
import { answerRequest } from './answer-request.ts'
import { auditTabRefusal } from './audit-click.ts'
import { endApproval, endIfOver } from './hold.ts'
import { keepMachine } from './keep-machine.ts'
import { machineInSight } from './machine-in-sight.ts'
import { rightsOf } from './see-as-person.ts'
import type { ControlPorts } from './show-controls.ts'
import { showControls } from './show-controls.ts'
import { stopActions } from './stop-actions.ts'

/** What deciding from the tab needs. */
export type TabDecidePorts = TabActPorts & ControlPorts

/** What somebody does about a request. */
export type Decision = 'approved' | 'bypassed' | 'declined'

/**
 * Approves, declines or goes past a request for a second person, with the same checks as on a card. Whoever may not see the
 * machine is not told of it.
 * @throws BotError as `actFromTab`
 */
export async function decideFromTab(
  ports: TabDecidePorts,
  viewer: Viewer,
  id: ApprovalId,
  how: Decision,
  why: string | null,
  signal: AbortSignal,
): Promise<TabControls | TabProblem> {
  const { store, now } = ports
  const before = await store.approval(id)
  if (!before) throw new BotError('not-found', 'no such request')
  const { machineId, family } = before.request
  const noting = (words: string): Promise<void> => auditTabRefusal(ports, viewer, machineId, how, words)
  const { person, machine } = await machineInSight(ports, viewer, machineId, noting, signal)
  await keepMachine(store, machine)
  const approval = (await store.approval(id)) ?? before // it may have been answered since, and wait again
  const over = endOf(approval, now(), await store.generation(machineId, family))
  if (over) await store.transaction((records) => endIfOver(records, id, now()))
  const refused =
    approval.state === 'waiting' && !over
      ? await decide(ports, viewer, approval, person, how, why, signal)
      : 'This request is over. Nothing was done. Ask again if it is still needed.'
  if (refused === null) return showControls(ports, viewer, signal)
  await noting(refused)
  return { type: 'about:blank', status: 409, title: 'Not done', detail: refused }
}

/** Stops all new actions, or lets them go on; a lead's. @throws BotError */
export async function stopFromTab(
  ports: TabDecidePorts,
  viewer: Viewer,
  stops: boolean,
  signal: AbortSignal,
): Promise<TabControls | TabProblem> {
  const { roles } = await rightsOf(ports, viewer, signal)
  if (!roles.includes('Lead')) {
    const why = 'Stopping and resuming actions needs the app role Lead.'
    await auditTabRefusal(ports, viewer, null, stops ? 'stop' : 'resume', why)
    return { type: 'about:blank', status: 403, title: 'Not done', detail: why }
  }
  const by = { id: viewer.id, name: viewer.name }
  await ports.store.transaction((records) => stopActions({ ...ports, records }, by, stops))
  return showControls(ports, viewer, signal)
}

async function decide(
  ports: TabDecidePorts,
  { id, name }: Viewer,
  approval: Approval,
  person: ActingPerson,
  how: Decision,
  why: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (how !== 'declined') return answerRequest(ports, approval, { person: { id, name }, as: person, how, why }, signal)
  const refused = whyNotDecide(how, approval, { id, roles: person.roles }, ports.policy.breakGlass)
  if (refused) return refused
  const end = id === approval.askedBy.id ? 'withdrawn' : 'declined'
  await ports.store.transaction((records) => endApproval(records, approval.id, end, { id, name }, ports.now()))
  return null
}
