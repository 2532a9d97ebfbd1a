import { showsCase } from '../../domain/chat-rule.ts'
import type { CaseId, MachineId } from '../../domain/ids.ts'
import { readMachine } from './defender-records.ts'
import { ruleRecords } from './rule-records.ts'
import type { Database } from './schema.ts'
import { inChunks } from './statements.ts'

/** Of these cases, those that their 1:1 chat does not show any more, by the machine groups of their alerts and of their machine. */
export async function hiddenCases(db: Database, ids: readonly CaseId[]): Promise<Set<CaseId>> {
  const cases = await inChunks(ids, (chunk) =>
    db
      .selectFrom('soc_case')
      .innerJoin('conversation', 'conversation.id', 'soc_case.conversation_id')
      .leftJoin('machine', 'machine.id', 'soc_case.machine_id')
      .select(['soc_case.id', 'conversation_id', 'machine.body'])
      .where('soc_case.id', 'in', chunk)
      .where('kind', '=', 'personal')
      .execute(),
  )
  if (cases.length === 0) return new Set()

  const rules = await ruleRecords(db).rules()
  const places = await inChunks(
    cases.map(({ id }) => id),
    (chunk) =>
      db
        .selectFrom('case_alert')
        .innerJoin('alert', 'alert.id', 'case_alert.alert_id')
        .select(['case_id', 'machine_id', 'machine_group'])
        .where('case_id', 'in', chunk)
        .distinct()
        .execute(),
  )
  const hidden = cases.filter(({ id, conversation_id, body }) => {
    const machine = body === null ? null : readMachine(body)
    const known = places
      .filter(({ case_id }) => case_id === id)
      .map(({ machine_id, machine_group }) => placeOf(machine_id, machine_group))
    const ofChat = rules.filter(({ conversationId }) => conversationId === conversation_id)
    return !showsCase(ofChat, machine ? [...known, placeOf(machine.id, machine.machineGroup)] : known)
  })
  return new Set(hidden.map(({ id }) => id as CaseId))
}

function placeOf(machineId: string | null, machineGroup: string | null) {
  return { machine: machineId === null ? null : { id: machineId as MachineId, name: null }, machineGroup }
}
