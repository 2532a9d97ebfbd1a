import type { Conversation } from '../domain/conversation.ts'
import { conversationTitle } from '../domain/conversation.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
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

/**
 * Records that conversations are lost, and tells the operator. Where we were removed we may come back: what is meant for it waits.
 * A deleted channel's rules and cases end, and what was not sent yet is given up.
 */
export async function leaveChannels(
  { store, now }: { readonly store: Pick<Store, 'transaction'>; readonly now: Clock },
  loss: Loss,
  isLost: (one: Conversation) => boolean,
): Promise<void> {
  const at = now()
  const state = loss === 'removed' ? 'gone' : 'deleted'
  await store.transaction(async (records) => {
    const lost = (await records.conversations()).filter((one) => one.state !== state && isLost(one))
    const [first] = lost
    if (!first) return
    let given = 0
    for (const one of lost) {
      if (state === 'deleted') given += await end(records, one.id, TITLES[loss], at)
      await records.saveConversation({ ...one, state, updatedAt: at })
    }
    const operator = await records.cursor('operator')
    if (lost.some(({ id }) => id === operator)) return
    const told =
      state === 'gone'
        ? `What is meant for it waits until I am installed there again: ${IN_THE_OUTBOX}`
        : `Its rules have ended. Not sent and given up: ${given}${given > 0 ? `, see ${IN_THE_OUTBOX}` : ''}`
    const notice = { title: TITLES[loss], lines: [lost.map(conversationTitle).join(', '), told] }
    await tellOperator({ store: records, now: () => at }, `${loss}:${first.id}:${at}`, notice)
  })
}

async function end(records: Records, id: ConversationId, why: string, now: Instant): Promise<number> {
  for (const rule of await records.rules())
    if (rule.conversationId === id) await removeRule(records, rule.id, null, now, 'deleted')
  const open = (await records.cases(await records.openCaseIds())).filter(({ conversationId }) => conversationId === id)
  await records.saveCases(open.map((one) => ({ ...one, closedAt: now })))
  return records.giveUp(id, `${why} in Teams`, now)
}
