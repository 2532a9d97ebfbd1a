import type { Conversation } from '../../domain/conversation.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ConversationRecords } from '../../records/rules.ts'
import type { ConversationRow, Database } from './schema.ts'

/** Conversations in the database. */
export function conversationRecords(db: Database): ConversationRecords {
  return {
    async conversations() {
      return (await db.selectFrom('conversation').selectAll().orderBy('id').execute()).map(readConversation)
    },
    async conversation(id) {
      const row = await db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? readConversation(row) : null
    },
    async saveConversation(conversation) {
      const { id, ...rest } = conversationRow(conversation)
      await db
        .insertInto('conversation')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute()
    },
  }
}

function conversationRow(one: Conversation): ConversationRow {
  return {
    id: one.id,
    kind: one.kind,
    team_id: one.team?.id ?? null,
    team_name: one.team?.name ?? null,
    name: one.name,
    person_id: one.personId,
    tenant_id: one.tenantId,
    service_url: one.serviceUrl,
    state: one.state,
    updated_at: one.updatedAt,
  }
}

/** A conversation from its row. */
export function readConversation(row: ConversationRow): Conversation {
  return {
    id: row.id as ConversationId,
    kind: row.kind as Conversation['kind'],
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    name: row.name,
    personId: row.person_id,
    tenantId: row.tenant_id,
    serviceUrl: row.service_url,
    state: row.state as Conversation['state'],
    updatedAt: row.updated_at as Instant,
  }
}
