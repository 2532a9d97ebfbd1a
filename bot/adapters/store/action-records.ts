import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { familyOf } from '../../domain/action-kind.ts'
import type { Containment } from '../../domain/containment.ts'
import { containmentOf } from '../../domain/containment.ts'
import type { MachineId, PersonId } from '../../domain/ids.ts'
import type { Intent } from '../../domain/intent.ts'
import { isOpen, NEXT_STATES } from '../../domain/intent.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import { isFinal } from '../../domain/machine-action.ts'
import type { ActionRecords } from '../../records/actions.ts'
import { forgetInApprovals } from './approval-records.ts'
import { containment, everRead, generation, intentsBesides, readAction, readIntent } from './machine-state.ts'
import type { Database } from './schema.ts'
import { atomically, fromExcluded, inChunks, lastOfEach } from './statements.ts'

/** Intents, machine actions and generations in the database. */
export function actionRecords(database: Database): ActionRecords {
  return {
    async containments(machines) {
      const actedOn = await machinesActedOn(database, machines)
      const untouched = containmentOf((await everRead(database)) ? [] : null, [])
      const found = new Map<MachineId, Containment>()
      for (const id of machines) found.set(id, actedOn.has(id) ? await containment(database, id) : untouched)
      return found
    },
    async busyBesides(machines) {
      const rows = await inChunks(machines, (chunk) =>
        database
          .selectFrom('machine_action')
          .select('machine_id')
          .where('final', '=', 0)
          .where('family', '!=', 'containment')
          .where('machine_id', 'in', chunk)
          .union(
            database
              .selectFrom('intent')
              .select('machine_id')
              .where('state', 'in', OPEN)
              .where('family', '!=', 'containment')
              .where('machine_id', 'in', chunk),
          )
          .execute(),
      )
      return new Set(rows.map(({ machine_id }) => machine_id as MachineId))
    },
    intentsOfMachine: (machine, most) => intentsBesides(database, machine, most),
    saveActions: (actions) => atomically(database, (db) => saveActions(db, lastOfEach(actions))),
    async openActions() {
      const rows = await database.selectFrom('machine_action').select('body').where('final', '=', 0).execute()
      return rows.map(readAction)
    },
    generation: (machine, family) => generation(database, machine, family),
    async raiseGeneration(machine, family) {
      await database
        .insertInto('generation')
        .values({ machine_id: machine, family, generation: 1 })
        .onConflict((conflict) =>
          conflict.columns(['machine_id', 'family']).doUpdateSet({ generation: sql`generation.generation + 1` }),
        )
        .execute()
    },
    async addIntent(intent) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('intent')
        .values({ ...intentRow(intent), id: intent.id })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) === 1
    },
    async saveIntent(intent) {
      const before = Object.entries(NEXT_STATES).flatMap(([state, next]) => (next.includes(intent.state) ? state : []))
      const { numUpdatedRows } = await database
        .updateTable('intent')
        .set(intentRow(intent))
        .where('id', '=', intent.id)
        .where('state', 'in', before)
        .executeTakeFirst()
      if (Number(numUpdatedRows) !== 1) throw new Error(`intent ${intent.id} cannot become ${intent.state}`)
    },
    async intent(id) {
      const row = await database.selectFrom('intent').select('body').where('id', '=', id).executeTakeFirst()
      return row ? readIntent(row) : null
    },
    async openIntents() {
      const rows = await database.selectFrom('intent').select('body').where('state', 'in', OPEN).execute()
      return rows.map(readIntent)
    },
    async intentsSince(since) {
      const rows = await database.selectFrom('intent').select('body').where('asked_at', '>=', since).execute()
      return rows.map(readIntent)
    },
    async forgetAsker(person) {
      const theirs = database
        .selectFrom('intent')
        .select('body')
        .where('body', 'like', `%${JSON.stringify(person)}%`)
      let found = false
      for (const intent of (await theirs.execute()).map(readIntent)) {
        const nameless = withoutName(intent, person)
        if (isOpen(intent) || isDeepStrictEqual(nameless, intent)) continue
        await database.updateTable('intent').set(intentRow(nameless)).where('id', '=', intent.id).execute()
        found = true
      }
      return (await forgetInApprovals(database, person)) || found
    },
  }
}

/** The intent without this person's name and words. */
function withoutName(intent: Intent, person: PersonId): Intent {
  const { approval } = intent
  const asker = approval?.askedBy.id === person ? { ...approval, askedBy: { id: person, name: 'Somebody' } } : approval
  if (intent.person.id === person)
    return { ...intent, person: { id: person, name: 'Somebody' }, upn: null, reason: '', approval: asker }
  return asker === approval ? intent : { ...intent, reason: '', approval: asker }
}

/** States of intents that are open. */
const OPEN = ['asked', 'sending', 'unknown']

/** Those of these machines, few as a rule, that anything was asked of. */
async function machinesActedOn(db: Database, machines: readonly MachineId[]): Promise<Set<string>> {
  const rows = await inChunks(machines, (chunk) =>
    db
      .selectFrom('machine_action')
      .select('machine_id')
      .where('machine_id', 'in', chunk)
      .union(db.selectFrom('intent').select('machine_id').where('machine_id', 'in', chunk))
      .execute(),
  )
  return new Set(rows.map(({ machine_id }) => machine_id))
}

/** What was final stays final: a list that lags must not open it again. */
async function saveActions(db: Database, actions: readonly MachineAction[]): Promise<MachineAction[]> {
  const rows = actions.map((action) => ({
    id: action.id,
    machine_id: action.machineId,
    family: familyOf(action) ?? '',
    final: isFinal(action) ? 1 : 0,
    created_at: action.createdAt,
    body: JSON.stringify(action),
  }))
  const changed = await inChunks(rows, (chunk) =>
    db
      .insertInto('machine_action')
      .values(chunk)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(fromExcluded(chunk))
          .whereRef('machine_action.body', '!=', sql.ref('excluded.body'))
          .where('machine_action.final', '=', 0),
      )
      .returning('body')
      .execute(),
  )
  return changed.map(readAction)
}

function intentRow(intent: Intent) {
  return {
    machine_id: intent.machineId,
    family: intent.family,
    state: intent.state,
    asked_at: intent.askedAt,
    body: JSON.stringify(intent),
  }
}
