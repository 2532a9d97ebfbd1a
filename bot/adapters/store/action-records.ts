import { sql } from 'kysely'
import type { Containment } from '../../domain/containment.ts'
import { containmentOf } from '../../domain/containment.ts'
import type { MachineId } from '../../domain/ids.ts'
import type { Family, Intent } from '../../domain/intent.ts'
import { isOpen, NEXT_STATES } from '../../domain/intent.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import { isFinal } from '../../domain/machine-action.ts'
import type { ActionRecords } from '../../records/actions.ts'
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
      const rows = await database
        .selectFrom('intent')
        .select('body')
        .where('state', 'in', ['asked', 'sending', 'unknown'])
        .execute()
      return rows.map(readIntent)
    },
    async forgetAsker(person) {
      const theirs = database
        .selectFrom('intent')
        .select('body')
        .where('body', 'like', `%${JSON.stringify(person)}%`)
      for (const intent of (await theirs.execute()).map(readIntent)) {
        if (intent.person.id !== person || isOpen(intent)) continue
        const nameless: Intent = { ...intent, person: { id: person, name: 'Somebody' }, upn: null, reason: '' }
        await database.updateTable('intent').set(intentRow(nameless)).where('id', '=', intent.id).execute()
      }
    },
  }
}

/** More than decide about a machine's containment. */
const ENOUGH = 50

/** What is known of a machine's isolation. */
export async function containment(db: Database, machine: MachineId): Promise<Containment> {
  const actions = await db
    .selectFrom('machine_action')
    .select('body')
    .where('machine_id', '=', machine)
    .orderBy('created_at', 'desc')
    .limit(ENOUGH)
    .execute()
  const intents = await db
    .selectFrom('intent')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', '=', 'containment')
    .orderBy('asked_at', 'desc')
    .limit(ENOUGH)
    .execute()
  return containmentOf(actions.length > 0 || (await everRead(db)) ? actions.map(readAction) : null, intents.map(readIntent))
}

/** Whether Defender's machine actions were ever read: until then, none on record says nothing. */
async function everRead(db: Database): Promise<boolean> {
  const row = await db.selectFrom('cursor').select('value').where('name', '=', 'actions-read').executeTakeFirst()
  return row !== undefined
}

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

/** How often the machine's family has come to an end. */
export async function generation(db: Database, machine: MachineId, family: Family): Promise<number> {
  const row = await db
    .selectFrom('generation')
    .select('generation')
    .where('machine_id', '=', machine)
    .where('family', '=', family)
    .executeTakeFirst()
  return row?.generation ?? 0
}

/** What was final stays final: a list that lags must not open it again. */
async function saveActions(db: Database, actions: readonly MachineAction[]): Promise<MachineAction[]> {
  const rows = actions.map((action) => ({
    id: action.id,
    machine_id: action.machineId,
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

function readIntent({ body }: { body: string }): Intent {
  return { mode: 'delegated', ...JSON.parse(body) } as Intent // before there were two, none was named
}

/** A machine action from its row. */
export function readAction({ body }: { body: string }): MachineAction {
  return JSON.parse(body) as MachineAction
}
