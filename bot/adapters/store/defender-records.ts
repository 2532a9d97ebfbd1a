import type { Alert } from '../../domain/alert.ts'
import { isResolved, severityRank, wordOf } from '../../domain/alert.ts'
import type { AlertId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Machine } from '../../domain/machine.ts'
import type { DefenderRecords } from '../../records/defender.ts'
import type { AlertRow, Database } from './schema.ts'
import { groupKey, searchText } from './search-text.ts'
import { atomically, fromExcluded, inChunks, lastOfEach } from './statements.ts'

/** Alerts and machines in the database. */
export function defenderRecords(database: Database): DefenderRecords {
  return {
    async alertVersions(ids) {
      const rows = await inChunks(ids, (chunk) =>
        database.selectFrom('alert').select(['id', 'version', 'rules_revision', 'updated_at']).where('id', 'in', chunk).execute(),
      )
      return new Map(
        rows.map(({ id, version, rules_revision, updated_at }) => [
          id as AlertId,
          { version, rulesRevision: rules_revision, updatedAt: updated_at as Instant | null },
        ]),
      )
    },
    async saveAlerts(alerts, rulesRevision) {
      const rows = lastOfEach(alerts).map((alert) => alertRow(alert, rulesRevision))
      await atomically(database, (db) =>
        inChunks(rows, (chunk) =>
          db
            .insertInto('alert')
            .values(chunk)
            .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded(chunk)))
            .execute(),
        ),
      )
    },
    async machines(ids) {
      const rows = await inChunks(ids, (chunk) =>
        database.selectFrom('machine').select('body').where('id', 'in', chunk).execute(),
      )
      return new Map(rows.map(({ body }) => readMachine(body)).map((machine) => [machine.id, machine]))
    },
    async machinesNamed(name) {
      const wanted = name.toLowerCase()
      const rows = await database.selectFrom('machine').select('body').execute()
      const called = (one: Machine): string => one.name?.toLowerCase() ?? ''
      return rows
        .map(({ body }) => readMachine(body))
        .filter((one) => called(one) === wanted || called(one).split('.')[0] === wanted)
    },
    async saveMachines(machines) {
      const rows = lastOfEach(machines).map((machine) => ({ id: machine.id, body: JSON.stringify(machine) }))
      await atomically(database, (db) =>
        inChunks(rows, (chunk) =>
          db
            .insertInto('machine')
            .values(chunk)
            .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded(chunk)))
            .execute(),
        ),
      )
    },
  }
}

function alertRow(alert: Alert, rulesRevision: number): AlertRow {
  return {
    id: alert.id,
    version: alert.version,
    rules_revision: rulesRevision,
    severity_rank: severityRank(alert.severity),
    unresolved: isResolved(alert) ? 0 : 1,
    status: wordOf(alert.status).slice(0, 60),
    incident_id: alert.incidentId,
    machine_id: alert.machine?.id ?? null,
    machine_group: groupKey(alert.machineGroup),
    created_at: alert.createdAt,
    updated_at: alert.updatedAt,
    search: searchText(alert),
    body: JSON.stringify(alert),
  }
}

/** An alert from its column `body`. */
export function readAlert(body: string): Alert {
  return JSON.parse(body) as Alert
}

/** A machine from its column `body`. */
export function readMachine(body: string): Machine {
  return JSON.parse(body) as Machine
}
