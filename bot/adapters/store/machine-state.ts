import type { Containment } from '../../domain/containment.ts'
import { containmentOf } from '../../domain/containment.ts'
import type { MachineId } from '../../domain/ids.ts'
import type { Family, Intent } from '../../domain/intent.ts'
import type { MachineAction } from '../../domain/machine-action.ts'
import type { Standing } from '../../domain/standing.ts'
import { standings } from '../../domain/standing.ts'
import type { Database } from './schema.ts'

/** More than decide about a machine's containment. */
const ENOUGH = 50
/** More than a card tells of. */
const ENOUGH_BESIDES = 20

/** What is known of a machine's isolation. */
export async function containment(db: Database, machine: MachineId): Promise<Containment> {
  const actions = await db
    .selectFrom('machine_action')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', '=', 'containment')
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
export async function everRead(db: Database): Promise<boolean> {
  const row = await db.selectFrom('cursor').select('value').where('name', '=', 'actions-read').executeTakeFirst()
  return row !== undefined
}

/** Where everything but containment stands on a machine, newest first. */
export async function besides(db: Database, machine: MachineId): Promise<Standing[]> {
  const actions = await db
    .selectFrom('machine_action')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', '!=', 'containment')
    .orderBy('created_at', 'desc')
    .limit(ENOUGH_BESIDES)
    .execute()
  return standings(actions.map(readAction), await intentsOf(db, machine, ENOUGH_BESIDES))
}

/** What was asked of a machine besides containment, newest first. */
export async function intentsOf(db: Database, machine: MachineId, most: number): Promise<Intent[]> {
  const rows = await db
    .selectFrom('intent')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', '!=', 'containment')
    .orderBy('asked_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(readIntent)
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

/** What older rows do not say, because there was but one. */
const BEFORE = { mode: 'delegated', approval: null, scanType: null, sha1: null, cancels: null }

/** An intent from its row. */
export function readIntent({ body }: { body: string }): Intent {
  return { ...BEFORE, ...JSON.parse(body) } as Intent
}

/** A machine action from its row. */
export function readAction({ body }: { body: string }): MachineAction {
  return { sha1: null, ...JSON.parse(body) } as MachineAction // older rows are of containment alone
}
