import type { TabApproval, TabControls } from '../../../bot/tab-contract/controls.ts'

/** What waits on one machine. */
export function approvalsOn(controls: TabControls | null, machineId: string): readonly TabApproval[] {
  return controls?.approvals.filter(({ machine }) => machine.id === machineId) ?? []
}

/** What is listed first of all: what this person can answer, and what they asked themselves. */
export function concerning(controls: TabControls | null): readonly TabApproval[] {
  return controls?.approvals.filter(({ own, mayApprove, mayGoAlone }) => own || mayApprove || mayGoAlone) ?? []
}
