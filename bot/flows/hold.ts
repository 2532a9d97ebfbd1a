import { SEVERITIES } from '../domain/alert.ts'
import type { Approval, Approved } from '../domain/approval.ts'
import { endOf } from '../domain/approval.ts'
import type { Unanswered } from '../domain/batch-outcome.ts'
import type { ApprovalId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { fresh } from '../domain/plan.ts'
import type { Policy, Verdict } from '../domain/policy.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import type { Clock, NewId } from '../ports.ts'
import type { Records } from '../records.ts'
import type { Wish } from './act-on-machine.ts'
import { settleMachine } from './settle-cases.ts'
import { tellBatchOfEnd } from './tell-batch.ts'
import { tellOperator } from './tell-operator.ts'
import { threadOf } from './thread-of.ts'

/** What policy did not let through: nothing was done. `approval` waits for a second person now, or did before. */
export interface Held {
  readonly held: Exclude<Verdict, { is: 'allowed' }>
  readonly approval: Approval | null
}

/**
 * Puts on record that policy holds a wish. Where a second person may help, the request for one is recorded, every card of
 * the machine shows it, and the case's channel is told, or else the operators. For use in a transaction.
 */
export async function hold(
  records: Records,
  { policy, now, newId }: { readonly policy: Policy; readonly now: Clock; readonly newId: NewId },
  wish: Wish,
  held: Held['held'],
): Promise<Held> {
  if (held.is !== 'second-person') {
    await auditHeld(records, wish, 'policy.held', { verb: wish.verb, why: verdictWords(held) ?? '' }, now())
    return { held, approval: null }
  }
  const { person, case: of, approval: _, ...rest } = wish
  const approval: Approval = {
    id: newId(16) as ApprovalId,
    request: { ...rest, caseId: of?.id ?? null, conversationId: of?.conversationId ?? null },
    askedBy: person,
    because: held.because,
    askedAt: now(),
    endsAt: plusMs(now(), policy.secondPerson.withinMinutes * 60_000),
    state: 'waiting',
    endedBy: null,
    endedAt: null,
  }
  const before = (await records.waitingApprovals()).find(
    ({ request: { machineId, family } }) => machineId === wish.machineId && family === approval.request.family,
  )
  const over = before && endOf(before, now(), wish.generation)
  if (before && !over) return { held, approval: before }
  if (before && over) await endApproval(records, before.id, over, null, now())
  await records.addApproval(approval)
  const { id, endsAt, because } = approval
  const detail = { approval: id, verb: wish.verb, endsAt, reason: wish.reason, why: because.join('; ') }
  await auditHeld(records, wish, 'approval.asked', detail, now())
  await settleMachine(records, wish.machineId, now(), of?.id ?? null)
  await tellRequest(records, policy, approval, now())
  return { held, approval }
}

/** Whether a request can still be answered for. For use in the transaction that does. */
export async function isStillAsked(records: Records, id: ApprovalId, now: Instant): Promise<boolean> {
  const approval = await records.approval(id)
  if (approval?.state !== 'waiting') return false
  const { machineId, family } = approval.request
  return endOf(approval, now, await records.generation(machineId, family)) === null
}

/** Ends the request that an intent answers for, in the same transaction; its cards follow with what becomes of the intent. */
export async function takeApproval(records: Records, { id, how }: Approved, { person }: Intent, now: Instant): Promise<void> {
  const ended = await records.endApproval(id, how, person, now)
  if (ended) await auditEnd(records, ended, now)
}

/** Ends a request that waits and that nobody answered for, with an entry in the audit; its cards follow, and the batch that asked. */
export async function endApproval(
  records: Records,
  id: ApprovalId,
  how: Unanswered,
  by: Approval['endedBy'],
  now: Instant,
): Promise<void> {
  const ended = await records.endApproval(id, how, by, now)
  if (!ended) return
  await auditEnd(records, ended, now)
  await settleMachine(records, ended.request.machineId, now, ended.request.caseId)
  await tellBatchOfEnd(records, ended, how, now)
}

/**
 * Ends a request whose time is over, or whose machine has moved on, by what is on record by now: it may have been answered, and
 * wait again, since whoever calls looked at it. For use in a transaction.
 */
export async function endIfOver(records: Records, id: ApprovalId, now: Instant): Promise<void> {
  const approval = await records.approval(id)
  if (approval?.state !== 'waiting') return
  const { machineId, family } = approval.request
  const over = endOf(approval, now, await records.generation(machineId, family))
  if (over) await endApproval(records, id, over, null, now)
}

async function auditEnd(records: Records, { id, state, request, askedBy, endedBy }: Approval, now: Instant): Promise<void> {
  await records.appendAudit({
    at: now,
    event: `approval.${state}`,
    person: endedBy,
    machineId: request.machineId,
    caseId: request.caseId,
    intentId: null,
    actionId: null,
    detail: { approval: id, verb: request.verb, askedBy: askedBy.id },
  })
}

function auditHeld(
  records: Records,
  { person, machineId, case: of }: Wish,
  event: string,
  detail: Readonly<Record<string, string>>,
  at: Instant,
): Promise<unknown> {
  const entry = { at, event, person, machineId, caseId: of?.id ?? null, intentId: null, actionId: null, detail }
  return records.appendAudit(entry)
}

/**
 * An update of a card rings no phone; a short reply does where policy names whom. Without a case in a live channel, nobody who could
 * approve sees a card to do it on: then the operators are told.
 */
async function tellRequest(
  records: Records,
  { secondPerson: { tell } }: Policy,
  { id, request, askedBy, because, endsAt }: Approval,
  now: Instant,
): Promise<void> {
  const machine = (await records.machines([request.machineId])).get(request.machineId)
  const place = request.conversationId && (await records.conversation(request.conversationId))
  const channel = place?.kind === 'channel' && place.state === 'live' ? place.id : null
  const where = channel ? 'on the card' : 'at the top of the tab’s list'
  const notice = {
    title: `${askedBy.name} asks for a second person: ${VERB_WORDS[request.verb].title} ${machine?.name ?? 'a machine'}`,
    lines: [`Because ${because.join('; ')}.`, `A lead can approve ${where} until ${endsAt.slice(11, 16)} UTC.`],
    ...(tell && { mention: tell }),
  }
  if (channel === null) return tellOperator({ store: records, now: () => now }, `approval:${id}`, notice)
  const content = { what: 'notice', notice: { ...notice, buttons: [] }, threadId: await threadOf(records, request) } as const
  await records.enqueue([fresh(`notice:approval:${id}`, channel, content, SEVERITIES.length, 0)], now)
}
