import type { Joined } from '../../domain/case.ts'
import type { ActivityId, AlertId, CaseId, ConversationId } from '../../domain/ids.ts'
import type { CaseRecords } from '../../records/cases.ts'
import { caseFile, totals } from './case-file.ts'
import { caseRow, readCase } from './case-row.ts'
import { hiddenCases } from './hidden-cases.ts'
import { countedOnCard } from './roll-up-records.ts'
import type { Database, Tables } from './schema.ts'
import { atomically, fromExcluded, inChunks, lastOfEach } from './statements.ts'

/** Cases, the alerts that joined them, and the threads that their messages began. */
export function caseRecords(database: Database): CaseRecords {
  return {
    async joined(alerts) {
      const rows = await inChunks(alerts, (chunk) =>
        database
          .selectFrom('case_alert')
          .selectAll()
          .where('alert_id', 'in', chunk)
          .where('conversation_id', 'not in', deletedConversations(database))
          .execute(),
      )
      return rows.map(readJoined)
    },
    openCases: async (incidents) =>
      (await inChunks(incidents, (chunk) => openCases(database).where('incident_id', 'in', chunk).execute())).map(readCase),
    async casesOfMachines(machines) {
      const rows = await inChunks(machines, (chunk) =>
        database
          .selectFrom('soc_case')
          .selectAll()
          .where('machine_id', 'in', chunk)
          .where('conversation_id', 'not in', deletedConversations(database))
          .execute(),
      )
      return rows.map(readCase)
    },
    async openCaseIds() {
      const rows = await database.selectFrom('soc_case').select('id').where('closed_at', 'is', null).execute()
      return rows.map(({ id }) => id as CaseId)
    },
    async cases(ids) {
      const rows = await inChunks(ids, (chunk) => database.selectFrom('soc_case').selectAll().where('id', 'in', chunk).execute())
      return rows.map(readCase)
    },
    hiddenCases: (ids) => hiddenCases(database, ids),
    async saveCases(cases) {
      await atomically(database, (db) =>
        inChunks(lastOfEach(cases).map(caseRow), (chunk) =>
          db
            .insertInto('soc_case')
            .values(chunk)
            .onConflict((conflict) => conflict.column('id').doUpdateSet(fromExcluded(chunk)))
            .execute(),
        ),
      )
    },
    async joinAlerts(joined) {
      await atomically(database, (db) =>
        inChunks(joined.map(joinedRow), (chunk) =>
          db
            .insertInto('case_alert')
            .values(chunk)
            .onConflict((conflict) => conflict.columns(['alert_id', 'conversation_id']).doNothing())
            .execute(),
        ),
      )
    },
    totals: (ids) => totals(database, ids),
    caseFile: (id, mostAlerts) => caseFile(database, id, mostAlerts),
    async thread(conversation, incident) {
      const row = await database
        .selectFrom('thread')
        .select('activity_id')
        .where('conversation_id', '=', conversation)
        .where('incident_id', '=', incident)
        .executeTakeFirst()
      return (row?.activity_id ?? null) as ActivityId | null
    },
    cardPosted(id, activityId, at) {
      return atomically(database, async (db) => {
        await db.updateTable('soc_case').set({ activity_id: activityId, posted_at: at }).where('id', '=', id).execute()
        return (await beginThread(db, id)) && (await countedOnCard(db, id)).size > 0
      })
    },
    async endThread(conversation, incident) {
      await database
        .deleteFrom('thread')
        .where('conversation_id', '=', conversation)
        .where('incident_id', '=', incident)
        .execute()
    },
    async confirming(id, until) {
      await database.updateTable('soc_case').set({ confirm_until: until }).where('id', '=', id).execute()
    },
    cardGone(id) {
      return atomically(database, async (db) => {
        await db.updateTable('soc_case').set({ activity_id: null, posted_at: null }).where('id', '=', id).execute()
        await db.deleteFrom('thread').where('case_id', '=', id).execute()
      })
    },
  }
}

function openCases(db: Database) {
  return db.selectFrom('soc_case').selectAll().where('closed_at', 'is', null)
}

function deletedConversations(db: Database) {
  return db.selectFrom('conversation').select('id').where('state', '=', 'deleted')
}

/** Only channels have threads. False where there is one already, too. */
async function beginThread(db: Database, id: CaseId): Promise<boolean> {
  const begun = await db
    .insertInto('thread')
    .columns(['conversation_id', 'incident_id', 'activity_id', 'case_id'])
    .expression((eb) =>
      eb
        .selectFrom('soc_case')
        .innerJoin('conversation', 'conversation.id', 'soc_case.conversation_id')
        .select(['conversation_id', 'incident_id', 'activity_id', 'soc_case.id'])
        .where('soc_case.id', '=', id)
        .where('incident_id', 'is not', null)
        .where('kind', '=', 'channel')
        .$narrowType<{ incident_id: number; activity_id: string }>(),
    )
    .onConflict((conflict) => conflict.columns(['conversation_id', 'incident_id']).doNothing())
    .returning('case_id')
    .executeTakeFirst()
  return begun !== undefined
}

function joinedRow(one: Joined): Tables['case_alert'] {
  return { alert_id: one.alertId, conversation_id: one.conversationId, case_id: one.caseId }
}

function readJoined(row: Tables['case_alert']): Joined {
  return {
    alertId: row.alert_id as AlertId,
    conversationId: row.conversation_id as ConversationId,
    caseId: row.case_id as CaseId,
  }
}
