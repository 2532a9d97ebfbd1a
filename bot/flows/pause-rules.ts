import { mustPause } from '../domain/chat-rule.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { auditChange } from './audit-change.ts'
import { tellChat } from './confirm-rules.ts'
import { toldRule } from './set-rules.ts'
import { settleChat } from './settle-cases.ts'

const HOW_TO_GO_ON = 'To go on, open the tab, or send "rules" here and press Go on.'

/**
 * Pauses the rules of 1:1 chats whose person Defender was not asked about for too long, and tells each chat how to go on. Answers
 * how many rules.
 */
export function pauseRules({ store, now }: { readonly store: Pick<Store, 'transaction'>; readonly now: Clock }): Promise<number> {
  const at = now()
  return store.transaction(async (records) => {
    const conversations = await records.conversations()
    const chats = new Set(conversations.flatMap(({ id, kind }) => (kind === 'personal' ? id : [])))
    const due = (await records.rules()).filter((rule) => chats.has(rule.conversationId) && mustPause(rule, at))
    for (const rule of due) {
      await records.replaceRule({ ...rule, confirmedAt: null })
      await auditChange(records, at, 'rule.paused', null, toldRule(rule, 'sight'))
    }
    for (const id of new Set(due.map(({ conversationId }) => conversationId))) {
      await settleChat(records, id, at)
      const why = 'I have not heard from Defender for 7 days what you may see.'
      await tellChat(records, id, `paused:${id}:${at}`, 'I watch nothing here for now', [why, HOW_TO_GO_ON], at)
    }
    return due.length
  })
}
