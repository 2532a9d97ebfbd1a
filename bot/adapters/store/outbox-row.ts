import type { Delivery } from '../../domain/delivery.ts'
import type { ConversationId } from '../../domain/ids.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OutboxRow } from './schema.ts'

/** A new delivery as a row, due at once. */
export function outboxRow(
  { key, conversationId, content, rank, revision, notBefore }: Delivery,
  now: Instant,
): Omit<OutboxRow, 'seq'> {
  return {
    key,
    conversation_id: conversationId,
    what: content.what,
    case_id: 'caseId' in content ? content.caseId : null,
    content: JSON.stringify(content),
    rank,
    revision,
    claimed_revision: null,
    claimed_epoch: 0,
    state: 'due',
    not_before: notBefore !== null && notBefore > now ? notBefore : now,
    queued_at: now,
    tries: 0,
    unclear_posts: 0,
    sent_print: null,
    last_error: null,
    created_at: now,
    updated_at: now,
  }
}

/** A delivery from its row. */
export function readDelivery(row: Omit<OutboxRow, 'seq'>): Delivery {
  return {
    key: row.key,
    conversationId: row.conversation_id as ConversationId,
    content: JSON.parse(row.content) as Delivery['content'],
    rank: row.rank,
    revision: row.revision,
    notBefore: null,
    sentPrint: row.sent_print,
    tries: row.tries,
    unclearPosts: row.unclear_posts,
    epoch: row.claimed_epoch,
  }
}
