import { sql } from 'kysely'
import type { Severity } from '../../domain/alert.ts'
import type { ConversationId, PersonId, RuleId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Rule } from '../../domain/rule.ts'
import type { RuleRecords } from '../../records/rules.ts'
import type { Database, RuleRow } from './schema.ts'
import { atomically } from './statements.ts'

/** Rules in the database. */
export function ruleRecords(database: Database): RuleRecords {
  return {
    async rules() {
      const rows = await database.selectFrom('rule').selectAll().orderBy('created_at').orderBy('id').execute()
      return rows.map(readRule)
    },
    addRule(rule) {
      return atomically(database, async (db) => {
        await db.insertInto('rule').values(ruleRow(rule)).execute()
        await raiseRevision(db)
      })
    },
    async replaceRule(rule) {
      const { id, ...row } = ruleRow(rule)
      await database.updateTable('rule').set(row).where('id', '=', id).execute()
    },
    removeRule(id) {
      return atomically(database, async (db) => {
        const { numDeletedRows } = await db.deleteFrom('rule').where('id', '=', id).executeTakeFirst()
        if (numDeletedRows > 0) await raiseRevision(db)
        return numDeletedRows > 0
      })
    },
  }
}

async function raiseRevision(db: Database): Promise<void> {
  await db
    .insertInto('cursor')
    .values({ name: 'rules-revision', value: '1' })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: sql`cast(cast(cursor.value as integer) + 1 as text)` }),
    )
    .execute()
}

function ruleRow(rule: Rule): RuleRow {
  return {
    id: rule.id,
    conversation_id: rule.conversationId,
    least_severity: rule.leastSeverity,
    statuses: JSON.stringify(rule.statuses),
    machine_groups: JSON.stringify(rule.machineGroups),
    since: rule.since,
    mention: rule.mention && JSON.stringify(rule.mention),
    created_at: rule.createdAt,
    created_by: rule.createdBy,
    review_ms: rule.reviewMs,
    confirmed_at: rule.confirmedAt,
  }
}

function readRule(row: RuleRow): Rule {
  return {
    id: row.id as RuleId,
    conversationId: row.conversation_id as ConversationId,
    leastSeverity: row.least_severity as Severity,
    statuses: JSON.parse(row.statuses) as Rule['statuses'],
    machineGroups: JSON.parse(row.machine_groups) as Rule['machineGroups'],
    since: row.since as Instant | null,
    mention: readMention(row.mention),
    createdAt: row.created_at as Instant,
    createdBy: row.created_by as PersonId | null,
    reviewMs: row.review_ms,
    confirmedAt: row.confirmed_at as Instant | null,
  }
}

/** Whom a rule mentions, from its column. */
export function readMention(mention: string | null): Rule['mention'] {
  return mention === null ? null : (JSON.parse(mention) as Rule['mention'])
}
