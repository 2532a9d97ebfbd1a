import type { CaseId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { settleCase } from '../domain/plan.ts'
import type { Records } from '../ports.ts'

/** Brings cases up to date with their alerts and queues what their conversations must be sent. */
export async function settleCases(records: Records, ids: readonly CaseId[], now: Instant): Promise<void> {
  const totals = await records.totals(ids)
  const outcomes = (await records.cases(ids)).flatMap((one) => {
    const sum = totals.get(one.id)
    return sum ? [settleCase(one, sum, now)] : []
  })
  await records.saveCases(outcomes.map(({ settled }) => settled))
  await records.enqueue(
    outcomes.flatMap(({ deliveries }) => deliveries),
    now,
  )
}
