import { SEVERITIES } from '../domain/alert.ts'
import { confirmRule } from '../domain/chat-rule.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { MachineGroup } from '../domain/machine-group.ts'
import { fresh } from '../domain/plan.ts'
import type { Rule } from '../domain/rule.ts'
import { ruleWords } from '../domain/rule-words.ts'
import type { Clock } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import type { Changer } from './audit-change.ts'
import { auditChange } from './audit-change.ts'
import { removeRule, toldRule } from './set-rules.ts'
import { settleChat } from './settle-cases.ts'

/**
 * Holds the rules of somebody's own chat against the machine groups that Defender shows them now: each is confirmed, narrowed or
 * ended. What changes is in the audit, and told in the chat.
 */
export async function confirmRules(
  { store, now }: { readonly store: Pick<Store, 'transaction'>; readonly now: Clock },
  person: NonNullable<Changer>,
  shown: readonly MachineGroup[],
): Promise<void> {
  const at = now()
  await store.transaction(async (records) => {
    const conversations = await records.conversations()
    const chats = conversations.filter(({ kind, personId }) => kind === 'personal' && personId === person.id)
    if (chats.length === 0) return
    const rules = await records.rules()
    const groups = { shown, withMachines: await records.groupsWithMachines() }
    for (const { id } of chats) {
      const lines: string[] = []
      for (const rule of rules.filter(({ conversationId }) => conversationId === id))
        lines.push(...(await confirmOne(records, rule, person, groups, at)))
      if (lines.length === 0) continue
      await settleChat(records, id, at)
      await tellChat(records, id, `confirmed:${id}:${at}`, 'I watch what Defender shows you', lines, at)
    }
  })
}

/** The words that tell what changed, if anything did. */
async function confirmOne(
  records: Records,
  rule: Rule,
  person: NonNullable<Changer>,
  { shown, withMachines }: Readonly<Record<'shown' | 'withMachines', readonly MachineGroup[]>>,
  now: Instant,
): Promise<string[]> {
  const after = confirmRule(rule, shown, withMachines, now)
  if (after === null) {
    await removeRule(records, rule.id, person, now, 'sight')
    return [`Ended: ${ruleWords(rule).join(' · ')}`]
  }
  await records.replaceRule(after)
  const narrowed = after.machineGroups.length !== rule.machineGroups.length
  if (!narrowed && rule.confirmedAt !== null) return []
  await auditChange(records, now, narrowed ? 'rule.narrowed' : 'rule.gone-on', person, toldRule(after, 'sight'))
  return [`Now: ${ruleWords(after).join(' · ')}`]
}

/** Tells somebody in their own chat what became of its rules. */
export async function tellChat(
  records: Records,
  chat: ConversationId,
  key: string,
  title: string,
  lines: readonly string[],
  now: Instant,
): Promise<void> {
  const content = { what: 'notice', notice: { title, lines, buttons: [] }, threadId: null } as const
  await records.enqueue([fresh(`notice:${key}`, chat, content, SEVERITIES.length, 0)], now)
}
