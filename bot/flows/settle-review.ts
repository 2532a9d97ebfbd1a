import { KINDS } from '../domain/action-kind.ts'
import { SEVERITIES } from '../domain/alert.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { IsolationReview } from '../domain/isolation-review.ts'
import { beginReview, endReview, REVIEW_AFTER_MS, reopenReview, standingIsolation } from '../domain/isolation-review.ts'
import { intentsOf } from '../domain/machine-action.ts'
import { fresh } from '../domain/plan.ts'
import type { AuditEntry } from '../records/audit.ts'
import type { Records } from '../records.ts'

/** More than decide about a machine's isolation. */
const ENOUGH = 200

/**
 * Begins the review of an isolation that Defender has accepted, and ends that of one that is over. One that had ended goes on
 * where its isolation stands after all.
 */
export async function settleReview(records: Records, machine: MachineId, now: Instant): Promise<void> {
  const before = await records.reviewOf(machine)
  const action = standingIsolation(await records.actionsOfMachine(machine, ENOUGH, 'containment'), before?.id ?? null)
  if (before?.id === action?.id) return
  if (before) await saveReview(records, endReview(before, now), { event: 'ended', person: null, detail: {} }, now)
  if (!action) return
  const ended = await records.review(action.id)
  if (ended) return saveReview(records, reopenReview(ended), { event: 'reopened', person: ended.owner, detail: {} }, now)

  const [mark] = intentsOf({ comment: action.comment, cancellationComment: null })
  const intent = mark ? await records.intent(mark) : null
  const begins = intent?.machineId === machine && intent.verb !== 'cancel' && KINDS[intent.verb].type === action.type
  const ours = begins ? intent : null
  const [one] = ours?.caseId ? await records.cases([ours.caseId]) : []
  const rule = one && (await records.rules()).find(({ id }) => id === one.ruleId)
  const review = beginReview(action, ours, rule?.reviewMs ?? REVIEW_AFTER_MS, now)
  await saveReview(records, review, { event: 'begun', person: review.owner, detail: {} }, now)
}

/** Records a review as it is now and why, and has the reply follow that asks for it. */
export async function saveReview(
  records: Records,
  review: IsolationReview,
  { event, person, detail }: Pick<AuditEntry, 'event' | 'person' | 'detail'>,
  now: Instant,
): Promise<void> {
  const { id: actionId, machineId, caseId, dueAt } = review
  await records.saveReview(review)
  const about = { machineId, caseId, intentId: null, actionId }
  await records.appendAudit({ at: now, event: `review.${event}`, person, ...about, detail: { dueAt, ...detail } })
  if (review.asked) await records.enqueue([askingOf(review, review.asked)], now)
}

/** The message that asks for a review, as it stands now. */
function askingOf({ id, revision }: IsolationReview, { times, conversationId }: NonNullable<IsolationReview['asked']>): Delivery {
  const content = { what: 'review', reviewId: id, times } as const
  return fresh(`review:${id}:${times}`, conversationId, content, SEVERITIES.length, revision)
}
