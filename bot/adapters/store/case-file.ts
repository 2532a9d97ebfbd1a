import type { CaseFile, CaseTotals } from '../../domain/case.ts'
import type { CaseId, MachineId } from '../../domain/ids.ts'
import { readStop, waitingFor } from './approval-records.ts'
import { readCase } from './case-row.ts'
import { readConversation } from './conversation-records.ts'
import { readAlert, readMachine } from './defender-records.ts'
import { readGranted } from './granted-records.ts'
import { hiddenCases } from './hidden-cases.ts'
import { besides, containment, generation } from './machine-state.ts'
import { openReview } from './review-records.ts'
import { countedOnCard } from './roll-up-records.ts'
import { readMention } from './rule-records.ts'
import type { Database } from './schema.ts'
import { inChunks } from './statements.ts'

/** What is known of each case's alerts taken together; a case without alerts is left out. */
export async function totals(db: Database, ids: readonly CaseId[]): Promise<Map<CaseId, CaseTotals>> {
  const rows = await inChunks(ids, (chunk) =>
    db
      .selectFrom('case_alert')
      .innerJoin('alert', 'alert.id', 'case_alert.alert_id')
      .where('case_id', 'in', chunk)
      .groupBy('case_id')
      .select(({ fn }) => [
        'case_id',
        fn.countAll<number>().as('alerts'),
        fn.sum<number>('unresolved').as('unresolved'),
        fn.max('severity_rank').filterWhere('unresolved', '=', 1).as('severity_rank'),
      ])
      .execute(),
  )
  return new Map(
    rows.map(({ case_id, alerts, unresolved, severity_rank }) => [
      case_id as CaseId,
      { alerts, unresolved, severityRank: severity_rank ?? -1 },
    ]),
  )
}

/** Everything that a card is rendered from; `null` for a case that is not on record or has no alert yet. */
export async function caseFile(db: Database, id: CaseId, mostAlerts: number): Promise<CaseFile | null> {
  const row = await db.selectFrom('soc_case').selectAll().where('id', '=', id).executeTakeFirst()
  const sum = (await totals(db, [id])).get(id)
  if (!row || !sum) return null

  const conversation = await db
    .selectFrom('conversation')
    .selectAll()
    .where('id', '=', row.conversation_id)
    .executeTakeFirstOrThrow()
  const machine = await db.selectFrom('machine').select('body').where('id', '=', row.machine_id).executeTakeFirst()
  const rule = await db.selectFrom('rule').select('mention').where('id', '=', row.rule_id).executeTakeFirst()
  const alerts = await db
    .selectFrom('case_alert')
    .innerJoin('alert', 'alert.id', 'case_alert.alert_id')
    .select('body')
    .where('case_id', '=', id)
    .orderBy('unresolved', 'desc')
    .orderBy('severity_rank', 'desc')
    .orderBy(({ fn, val }) => fn.coalesce('created_at', val('')), 'desc')
    .orderBy('alert.id', 'desc')
    .limit(mostAlerts)
    .execute()
  return {
    case: readCase(row),
    hidden: (await hiddenCases(db, [id])).has(id),
    conversation: readConversation(conversation),
    alerts: alerts.map(({ body }) => readAlert(body)),
    totals: sum,
    machine: machine ? readMachine(machine.body) : null,
    mention: rule ? readMention(rule.mention) : null,
    containment: row.machine_id ? await containment(db, row.machine_id as MachineId) : { is: 'unknown' },
    review: row.machine_id ? await openReview(db, row.machine_id as MachineId) : null,
    besides: row.machine_id ? await besides(db, row.machine_id as MachineId) : [],
    counted: await countedOnCard(db, id),
    generation: row.machine_id ? await generation(db, row.machine_id as MachineId, 'containment') : 0,
    granted: await readGranted(db),
    stop: await readStop(db),
    approvals: row.machine_id ? await waitingFor(db, row.machine_id as MachineId) : [],
  }
}
