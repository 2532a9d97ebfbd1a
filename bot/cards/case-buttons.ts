import type { CaseFile } from '../domain/case.ts'
import { nextVerb } from '../domain/containment.ts'
import type { Mode } from '../domain/granted.ts'
import { isReadOnly, lacksTriage, offersMore } from '../domain/granted.ts'
import type { ApprovalId, CaseId } from '../domain/ids.ts'
import type { Verb } from '../domain/intent.ts'
import { isOnboarded } from '../domain/machine.ts'
import type { ApprovalVerb } from './parse-approval-click.ts'
import type { CardVerb } from './parse-click.ts'
import { TRIAGE_VERB } from './parse-triage-click.ts'
import { answerable } from './waiting-requests.ts'

/** A button of a case's card. */
export interface CaseButton {
  readonly title: string
  readonly verb: CardVerb | ApprovalVerb | typeof TRIAGE_VERB
  readonly style: 'default' | 'destructive' | 'positive'
  readonly data: { readonly caseId: CaseId; readonly nonce: number; readonly approvalId?: ApprovalId }
}

/** What the shared card offers, the most pressing first; nothing of it depends on who looks. */
export function buttonsOf(file: CaseFile, mode: Mode): CaseButton[] {
  const data = { caseId: file.case.id, nonce: file.generation }
  const quiet = { style: 'default', data } as const
  const isTriable = file.alerts.some(({ readable }) => readable) && !lacksTriage(file.granted, mode)
  const hasMore = file.case.machineId !== null && offersMore(file.granted, mode)
  const all: CaseButton[] = [
    ...decideButtons(file),
    ...(isTriable ? [{ title: 'Triage', verb: TRIAGE_VERB, ...quiet } as const] : []),
    ...(hasMore ? [{ title: 'More', verb: 'more', ...quiet } as const] : []),
    ...(file.counted.size === 0 ? [] : [{ title: 'Show all machines', verb: 'show-machines', ...quiet } as const]),
  ]
  const verb = nextVerb(file.containment)
  if (file.case.machineId === null || verb === null || isReadOnly(file.granted, mode) || !canBeIsolated(file)) return all
  if (file.approvals.some(({ request }) => request.verb === verb) || isStopped(file, verb)) return all
  const title = verb === 'isolate' ? 'Isolate' : file.containment.is === 'isolating' ? 'Cancel isolation' : 'Release'
  const style = verb === 'isolate' && file.case.closedAt === null ? 'destructive' : 'default'
  return [{ title, verb, style, data }, ...all]
}

/** Whether the machine may be isolated, as far as is known; one that is not onboarded can only be contained by others. */
export function canBeIsolated({ machine }: CaseFile): boolean {
  return machine === null || isOnboarded(machine)
}

/** For everybody, on the card of the case that it was asked from: who may is found out at the press. */
function decideButtons(file: CaseFile): CaseButton[] {
  const approval = answerable(file)
  if (approval === null) return []
  const data = { caseId: file.case.id, nonce: file.generation, approvalId: approval.id }
  return [
    { title: 'Approve', verb: 'approve', style: 'positive', data },
    { title: 'Decline', verb: 'decline', style: 'default', data },
  ]
}

function isStopped({ stop }: CaseFile, verb: Verb): boolean {
  return stop !== null && !stop.except.includes(verb)
}
