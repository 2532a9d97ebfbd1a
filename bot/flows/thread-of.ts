import type { ActivityId, CaseId, ConversationId } from '../domain/ids.ts'
import type { Records } from '../records.ts'

/** The first message of the case's thread, where replies about it go; `null` outside of channels, or where there is no case. */
export async function threadOf(
  records: Records,
  { conversationId, caseId }: { readonly conversationId: ConversationId | null; readonly caseId: CaseId | null },
): Promise<ActivityId | null> {
  const conversation = conversationId ? await records.conversation(conversationId) : null
  const [one] = caseId ? await records.cases([caseId]) : []
  if (conversation?.kind !== 'channel' || !one) return null
  const begun = one.incidentId === null ? null : await records.thread(conversation.id, one.incidentId)
  return begun ?? one.activityId
}
