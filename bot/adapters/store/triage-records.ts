import { plusMs } from '../../domain/instant.ts'
import type { Triage } from '../../domain/triage.ts'
import type { TriageRecords } from '../../records/triages.ts'
import type { Database, Tables } from './schema.ts'
import { atomically, fromExcluded } from './statements.ts'

const HOUR_MS = 60 * 60_000

/** Triages in the database. */
export function triageRecords(database: Database): TriageRecords {
  return {
    saveTriage: (triage) =>
      atomically(database, async (db) => {
        await db.deleteFrom('triage').where('closed_at', '<', plusMs(triage.askedAt, -HOUR_MS)).execute()
        const row = triageRow(triage)
        await db
          .insertInto('triage')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded([row])))
          .execute()
      }),
    async triagesSince(since) {
      const rows = await database
        .selectFrom('triage')
        .select('body')
        .where(({ or, eb }) => or([eb('closed_at', 'is', null), eb('closed_at', '>=', since)]))
        .orderBy('asked_at')
        .execute()
      return rows.map(({ body }) => JSON.parse(body) as Triage)
    },
    async forgetTriager(person) {
      const { numDeletedRows } = await database
        .deleteFrom('triage')
        .where('person_id', '=', person)
        .where('closed_at', 'is not', null)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}

function triageRow(triage: Triage): Tables['triage'] {
  const { id, person, askedAt, closedAt } = triage
  return { id, person_id: person.id, asked_at: askedAt, closed_at: closedAt, body: JSON.stringify(triage) }
}
