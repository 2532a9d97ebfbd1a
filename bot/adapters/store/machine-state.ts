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
  const actions = await actionsOf(db, machine, '=', ENOUGH)
  const intents = await intentsOf(db, machine, '=', ENOUGH)
  return containmentOf(actions.length > 0 || (await everRead(db)) ? actions : null, intents)
}

/** Whether Defender's machine actions were ever read: until then, none on record says nothing. */
export async function everRead(db: Database): Promise<boolean> {
  const row = await db.selectFrom('cursor').select('value').where('name', '=', 'actions-read').executeTakeFirst()
  return row !== undefined
}

/** Where everything but containment stands on a machine, newest first. */
export async function besides(db: Database, machine: MachineId): Promise<Standing[]> {
  return standings(await actionsOf(db, machine, '!=', ENOUGH_BESIDES), await intentsBesides(db, machine, ENOUGH_BESIDES))
}

/** What was asked of a machine besides containment, newest first. */
export function intentsBesides(db: Database, machine: MachineId, most: number): Promise<Intent[]> {
  return intentsOf(db, machine, '!=', most)
}

async function actionsOf(db: Database, machine: MachineId, is: Is, most: number): Promise<MachineAction[]> {
  const rows = await db
    .selectFrom('machine_action')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', is, 'containment')
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(readAction)
}

async function intentsOf(db: Database, machine: MachineId, is: Is, most: number): Promise<Intent[]> {
  const rows = await db
    .selectFrom('intent')
    .select('body')
    .where('machine_id', '=', machine)
    .where('family', is, 'containment')
    .orderBy('asked_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(readIntent)
}

/** Containment, or everything else. */
type Is = '=' | '!='

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
const BEFORE = { mode: 'delegated', approval: null, scanType: null, sha1: null, cancels: null, cancelsType: null }

/** An intent from its row. */
export function readIntent({ body }: { body: string }): Intent {
  return { ...BEFORE, ...JSON.parse(body) } as Intent
}

/** A machine action from its row. */
export function readAction({ body }: { body: string }): MachineAction {
  return { sha1: null, ...JSON.parse(body) } as MachineAction // older rows are of containment alone
}
