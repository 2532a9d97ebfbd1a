import { SEVERITIES } from '../domain/alert.ts'
import type { Content, Notice } from '../domain/delivery.ts'
import type { ConversationId } from '../domain/ids.ts'
import { fresh } from '../domain/plan.ts'
import type { Clock } from '../ports.ts'
import type { Records } from '../records.ts'

/** Tells something of the service itself where an operator reads it, once for each `key`; without such a conversation it stands in the log alone. */
export async function tellOperator(
  { store, now }: { readonly store: Pick<Records, 'cursor' | 'enqueue'>; readonly now: Clock },
  key: string,
  notice: Omit<Notice, 'buttons'>,
): Promise<void> {
  const operator = (await store.cursor('operator')) as ConversationId | null
  if (operator === null) return
  const content: Content = { what: 'notice', notice: { ...notice, buttons: [] }, threadId: null }
  await store.enqueue([fresh(`notice:${key}`, operator, content, SEVERITIES.length, 0)], now())
}
