import type { ExpressionBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Sight } from '../../domain/sight.ts'
import type { AlertSearch, SearchRecords } from '../../records.ts'
import { readAction } from './action-records.ts'
import { readAlert } from './defender-records.ts'
import type { Database, Tables } from './schema.ts'
import { folded, groupKey } from './search-text.ts'

/** What people look up in the database. */
export function searchRecords(db: Database): SearchRecords {
  return {
    async alert(id) {
      const row = await db.selectFrom('alert').select('body').where('id', '=', id).executeTakeFirst()
      return row ? readAlert(row.body) : null
    },
    async searchAlerts(search, most) {
      const matching = db.selectFrom('alert').where((eb) => matches(eb, search))
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
    async actionsOfMachine(machine, most) {
      const rows = await db
        .selectFrom('machine_action')
        .select('body')
        .where('machine_id', '=', machine)
        .orderBy('created_at', 'desc')
        .limit(most)
        .execute()
      return rows.map(readAction)
    },
  }
}

/** As the index `alert_newest` has it. */
const NEWEST = sql`coalesce(created_at, '')`

function matches(eb: ExpressionBuilder<Tables, 'alert'>, search: AlertSearch) {
  const { leastSeverityRank, statuses = [], machineGroups = [], text = '', incidentId, machineId } = search
  return eb.and([
    inSight(eb, search.sight),
    ...(leastSeverityRank === undefined ? [] : [eb('severity_rank', '>=', leastSeverityRank)]),
    ...(statuses.length === 0 ? [] : [eb('status', 'in', statuses)]),
    ...(machineGroups.length === 0 ? [] : [eb('machine_group', 'in', machineGroups.map(groupKey))]),
    ...(text === '' ? [] : [sql<boolean>`search like ${containing(text)} escape '\\'`]),
    ...(incidentId === undefined ? [] : [eb('incident_id', '=', incidentId)]),
    ...(machineId === undefined ? [] : [eb('machine_id', '=', machineId)]),
  ])
}

/** As `seesAlert` decides. */
function inSight(eb: ExpressionBuilder<Tables, 'alert'>, { machineGroups, alertIds, machineIds }: Sight) {
  return eb.or([
    ...(machineGroups.length === 0
      ? []
      : [eb('machine_group', 'in', machineGroups.map(groupKey)).and('machine_id', 'is not', null)]),
    ...(machineIds.length === 0 ? [] : [eb('machine_id', 'in', machineIds)]),
    ...(alertIds.length === 0 ? [] : [eb('id', 'in', alertIds)]),
  ])
}

/** A pattern for `like` in which what people wrote means itself. */
function containing(text: string): string {
  return `%${folded(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
