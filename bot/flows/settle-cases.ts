import { isQuiet } from '../domain/containment.ts'
import type { CaseId, ConversationId, MachineId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Hurry } from '../domain/plan.ts'
import { settleCase } from '../domain/plan.ts'
import type { Records } from '../records.ts'
import { settleReview } from './settle-review.ts'

/**
 * Brings cases up to date with their alerts and machines and queues what their conversations must be sent; for a case that
 * is only counted that is the card that counts it.
 */
export async function settleCases(records: Records, ids: readonly CaseId[], now: Instant, hurry: Hurry = 'soon'): Promise<void> {
  const totals = await records.totals(ids)
  const cases = await records.cases(ids)
  const machines = [...new Set(cases.flatMap(({ machineId }) => machineId ?? []))]
  const containments = await records.containments(machines)
  const busy = await records.busyBesides(machines)
  const hiding = await records.hiddenCases(ids)
  const outcomes = cases.flatMap((one) => {
    const sum = totals.get(one.id)
    const containment = one.machineId && containments.get(one.machineId)
    const quiet = (!containment || isQuiet(containment)) && !(one.machineId && busy.has(one.machineId))
    const hidden = hiding.has(one.id)
    return sum ? [settleCase(one, sum, { hidden, quiet, hurry }, now)] : []
  })
  await records.saveCases(outcomes.map(({ settled }) => settled))
  const counted = await records.countedOn(ids)
  const withCard = outcomes.filter(({ settled }) => !counted.has(settled.id))
  await records.enqueue(
    withCard.flatMap(({ deliveries }) => deliveries),
    now,
  )
  const counting = new Set([...counted.values()].filter((id) => id !== null && !ids.includes(id)))
  if (counting.size > 0) await settleCases(records, [...counting] as CaseId[], now, hurry)
}

/** The rules of a conversation changed: in a 1:1 chat every open card follows, because they say what it may show. */
export async function settleChat(records: Records, id: ConversationId, now: Instant): Promise<void> {
  const conversation = await records.conversation(id)
  if (conversation?.kind !== 'personal') return
  const open = await records.cases(await records.openCaseIds())
  await settleCases(
    records,
    open.flatMap((one) => (one.conversationId === id ? one.id : [])),
    now,
  )
}

/**
 * Something was done to a machine, or learnt of it: every card that shows it follows, in every conversation. A case whose
 * alerts are all resolved is in no hurry, unless it is the one that was `asked` from: its people wait for that card.
 */
export async function settleMachine(
  records: Records,
  machine: MachineId,
  now: Instant,
  asked: CaseId | null,
  hurry: Hurry = 'now',
): Promise<void> {
  await settleReview(records, machine, now)
  const ids = (await records.casesOfMachines([machine])).map(({ id }) => id)
  const totals = await records.totals(ids)
  const isOver = (id: CaseId): boolean => id !== asked && totals.get(id)?.unresolved === 0
  const over = ids.filter(isOver)
  await settleCases(
    records,
    ids.filter((id) => !isOver(id)),
    now,
    hurry,
  )
  if (over.length > 0) await settleCases(records, over, now, hurry === 'now' ? 'soon' : hurry)
}
