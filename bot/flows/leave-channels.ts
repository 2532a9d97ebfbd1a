import type { Conversation } from '../domain/conversation.ts'
import { conversationTitle } from '../domain/conversation.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { auditChange } from './audit-change.ts'
import { removeRule } from './set-rules.ts'
import { tellOperator } from './tell-operator.ts'

/** How we lose conversations. */
export type Loss = 'removed' | 'channel-deleted' | 'team-deleted'

const TITLES: Readonly<Record<Loss, string>> = {
  removed: 'I was removed',
  'channel-deleted': 'A channel was deleted',
  'team-deleted': 'A team was deleted',
}
const IN_THE_OUTBOX = 'npm run outbox -- list'

/** What leaving needs. */
export interface LeavePorts {
  readonly store: Pick<Store, 'transaction'>
  readonly now: Clock
  /** The operator conversation was deleted: reports stand in the log alone until there is another. */
  readonly operatorLost: (id: ConversationId) => void
}

/**
 * Records that conversations are lost, and tells the operator. Where we were removed we may come back: what is meant for it waits.
 * A deleted channel's rules and cases end, what was not sent yet is given up, and it is the operator conversation no more.
 */
export async function leaveChannels(
  { store, now, operatorLost }: LeavePorts,
  loss: Loss,
  isLost: (one: Conversation) => boolean,
): Promise<void> {
  const at = now()
  const state = loss === 'removed' ? 'gone' : 'deleted'
  const deletedOperator = await store.transaction(async (records) => {
    const lost = (await records.conversations()).filter((one) => one.state !== state && isLost(one))
    const [first] = lost
    if (!first) return null
    let given = 0
    for (const one of lost) {
      if (state === 'deleted') given += await end(records, one.id, TITLES[loss], at)
      await records.saveConversation({ ...one, state, updatedAt: at })
    }
    const cursor = await records.cursor('operator')
    const operator = lost.find(({ id }) => id === cursor)
    if (operator) return state === 'deleted' ? forgetOperator(records, operator.id, at) : null
    const told =
      state === 'gone'
        ? `What is meant for it waits until I am installed there again: ${IN_THE_OUTBOX}`
        : `Its rules have ended. Not sent and given up: ${given}${given > 0 ? `, see ${IN_THE_OUTBOX}` : ''}`
    const notice = { title: TITLES[loss], lines: [lost.map(conversationTitle).join(', '), told] }
    await tellOperator({ store: records, now: () => at }, `${loss}:${first.id}:${at}`, notice)
    return null
  })
  if (deletedOperator) operatorLost(deletedOperator)
}

async function forgetOperator(records: Records, id: ConversationId, now: Instant): Promise<ConversationId> {
  await records.setCursor('operator', null)
  await auditChange(records, now, 'operator.lost', null, { conversationId: id })
  return id
}

async function end(records: Records, id: ConversationId, why: string, now: Instant): Promise<number> {
  for (const rule of await records.rules())
    if (rule.conversationId === id) await removeRule(records, rule.id, null, now, 'deleted')
  const open = (await records.cases(await records.openCaseIds())).filter(({ conversationId }) => conversationId === id)
  await records.saveCases(open.map((one) => ({ ...one, closedAt: now })))
  return records.giveUp(id, `${why} in Teams`, now)
}
