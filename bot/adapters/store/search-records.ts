import type { ExpressionBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Sight } from '../../domain/sight.ts'
import type { AlertSearch, SearchRecords } from '../../records/defender.ts'
import { readAlert } from './defender-records.ts'
import { readAction } from './machine-state.ts'
import type { Database, Engine, Tables } from './schema.ts'
import { folded, groupKey } from './search-text.ts'

/** What people look up in the database. */
export function searchRecords(db: Database, engine: Engine): SearchRecords {
  return {
    async alert(id) {
      const row = await db.selectFrom('alert').select('body').where('id', '=', id).executeTakeFirst()
      return row ? readAlert(row.body) : null
    },
    async searchAlerts(search, most) {
      const matching = db.selectFrom('alert').where((eb) => matches(eb, search, engine))
      const rows = await db
        .selectFrom('alert')
        .select('body')
        .where('id', 'in', matching.select('id').orderBy(NEWEST, 'desc').orderBy('id', 'desc').limit(most))
        .orderBy(NEWEST, 'desc')
        .orderBy('id', 'desc')
        .execute()
      if (rows.length < most) return { alerts: rows.map(({ body }) => readAlert(body)), count: rows.length }
      const { count } = await matching.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return { alerts: rows.map(({ body }) => readAlert(body)), count }
    },
    async groupsWithMachines() {
      const ofAlerts = db
        .selectFrom('alert')
        .select('machine_group as name')
        .where('machine_group', 'is not', null)
        .where('machine_id', 'is not', null)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('machine').select('machine.id').whereRef('machine.id', '=', 'alert.machine_id'))),
        )
      const rows = await db.selectFrom('machine').select(recordedGroup(engine).as('name')).union(ofAlerts).execute()
      return rows.map(({ name }) => name)
    },
    async actionsOfMachine(machine, most, family) {
      const rows = await db
        .selectFrom('machine_action')
        .select('body')
        .where('machine_id', '=', machine)
        .$if(family !== undefined, (of) => of.where('family', '=', family ?? ''))
        .orderBy('created_at', 'desc')
        .limit(most)
        .execute()
      return rows.map(readAction)
    },
  }
}

/** As the index `alert_newest` has it. */
const NEWEST = sql`coalesce(created_at, '')`

function matches(eb: ExpressionBuilder<Tables, 'alert'>, search: AlertSearch, engine: Engine) {
  const { leastSeverityRank, statuses = [], machineGroups = [], text = '', incidentId, machineId } = search
  return eb.and([
    inSight(eb, search.sight, engine),
    ...(leastSeverityRank === undefined ? [] : [eb('severity_rank', '>=', leastSeverityRank)]),
    ...(statuses.length === 0 ? [] : [eb('status', 'in', statuses)]),
    ...(machineGroups.length === 0 ? [] : [eb('machine_group', 'in', machineGroups.map(groupKey))]),
    ...(text === '' ? [] : [sql<boolean>`search like ${containing(text)} escape '\\'`]),
    ...(incidentId === undefined ? [] : [eb('incident_id', '=', incidentId)]),
    ...(machineId === undefined ? [] : [eb('machine_id', '=', machineId)]),
  ])
}

/** As `seesAlert` decides; and what is in no group by the alert's word and by its machine's record. */
function inSight(eb: ExpressionBuilder<Tables, 'alert'>, { machineGroups, alertIds, machineIds }: Sight, engine: Engine) {
  const names = machineGroups.flatMap((group) => groupKey(group) ?? [])
  const recordedInNone = sql<boolean>`exists (select 1 from machine where machine.id = alert.machine_id and (${recordedGroup(engine)}) is null)`
  return eb.or([
    ...(names.length === 0 ? [] : [eb('machine_group', 'in', names).and('machine_id', 'is not', null)]),
    ...(machineGroups.includes(null) ? [eb('machine_group', 'is', null).and(recordedInNone)] : []),
    ...(machineIds.length === 0 ? [] : [eb('machine_id', 'in', machineIds)]),
    ...(alertIds.length === 0 ? [] : [eb('id', 'in', alertIds)]),
  ])
}

/** The group in the column `body` of a machine. */
function recordedGroup(engine: Engine) {
  return engine === 'sqlite' ? sql<string | null>`body ->> '$.machineGroup'` : sql<string | null>`body::json ->> 'machineGroup'`
}

/** A pattern for `like` in which what people wrote means itself. */
function containing(text: string): string {
  return `%${folded(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
