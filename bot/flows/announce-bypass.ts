import { SEVERITIES } from '../domain/alert.ts'
import type { Instant } from '../domain/instant.ts'
import type { Intent } from '../domain/intent.ts'
import { fresh } from '../domain/plan.ts'
import { VERB_WORDS } from '../domain/refusal.ts'
import type { Records } from '../records.ts'
import { MOST_ALERTS } from './plan-send.ts'
import { tellOperator } from './tell-operator.ts'
import { threadOf } from './thread-of.ts'

/**
 * Tells loudly that somebody goes on without a second person, where an intent that is being sent does: the operators, and the
 * case's conversation with its mention. In the same transaction as the intent.
 */
export async function announceBypass(records: Records, { id, approval, person, reason }: Intent, now: Instant): Promise<void> {
  const gonePast = approval?.how === 'bypassed' && (await records.approval(approval.id))
  if (!gonePast) return
  const { request, because } = gonePast
  const machine = (await records.machines([request.machineId])).get(request.machineId)
  const what = `${VERB_WORDS[request.verb].title.toLowerCase()} ${machine?.name ?? request.machineId}`
  const notice = {
    title: `Without a second person: ${what}, by ${person.name}`,
    lines: [`Policy wanted one because ${because.join('; ')}.`, `Reason: ${reason}`],
  }
  await tellOperator({ store: records, now: () => now }, `bypass:${id}`, notice)
  if (request.caseId === null || request.conversationId === null) return
  const mention = (await records.caseFile(request.caseId, MOST_ALERTS))?.mention
  const told = { ...notice, buttons: [], ...(mention && { mention }) }
  const content = { what: 'notice', notice: told, threadId: await threadOf(records, request) } as const
  await records.enqueue([fresh(`notice:bypassed:${id}`, request.conversationId, content, SEVERITIES.length, 0)], now)
}
