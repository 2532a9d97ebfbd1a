import type { Approval } from '../domain/approval.ts'
import type { ActivityId } from '../domain/ids.ts'
import type { Records } from '../records.ts'

/** Where replies about a case go: its thread in a channel. */
export async function threadOf(
  records: Records,
  { caseId, conversationId }: Pick<Approval['request'], 'caseId' | 'conversationId'>,
): Promise<ActivityId | null> {
  const [of] = caseId ? await records.cases([caseId]) : []
  const conversation = conversationId && (await records.conversation(conversationId))
  if (!of || !conversation || conversation.kind !== 'channel') return null
  return (of.incidentId === null ? null : await records.thread(conversation.id, of.incidentId)) ?? of.activityId
}
