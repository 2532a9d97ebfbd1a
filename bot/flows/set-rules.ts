import type { RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Rule } from '../domain/rule.ts'
import { ruleWords } from '../domain/rule-words.ts'
import type { AuditEntry } from '../records/audit.ts'
import type { Records } from '../records.ts'
import type { Changer } from './audit-change.ts'
import { auditChange } from './audit-change.ts'
import { settleChat } from './settle-cases.ts'

/** Before any alert that Defender can still have. */
const THE_BEGINNING = '2000-01-01T00:00:00.0000000Z' as Instant

/** Adds a rule, in the caller's transaction; when it looks back, reading begins again from there once, so that what it admits is found. */
export async function addRule(records: Records, rule: Rule, by: Changer): Promise<void> {
  await records.addRule(rule)
  await auditChange(records, rule.createdAt, 'rule.added', by, toldRule(rule, by ? 'card' : 'command-line'))
  await settleChat(records, rule.conversationId, rule.createdAt)
  const from = rule.since ?? THE_BEGINNING
  const before = await records.cursor('catch-up')
  if (before === null || from < before) await records.setCursor('catch-up', from)
}

/**
 * Removes a rule, in the caller's transaction. In a channel cards that it brought stay and are kept up to date; in a 1:1 chat
 * while another rule admits their machine groups. False when there is no such rule.
 */
export async function removeRule(
  records: Records,
  id: RuleId,
  by: Changer,
  now: Instant,
  through: Through = by ? 'card' : 'command-line',
): Promise<boolean> {
  const rule = (await records.rules()).find((one) => one.id === id)
  if (!rule) return false
  await auditChange(records, now, 'rule.removed', by, toldRule(rule, through))
  await records.removeRule(id)
  await settleChat(records, rule.conversationId, now)
  return true
}

/** How a rule came to change; `sight`: by what Defender shows the person of its chat; `deleted`: with its channel. */
export type Through = 'card' | 'command-line' | 'sight' | 'deleted'

/** What the audit is told of a rule. */
export function toldRule(rule: Rule, by: Through): AuditEntry['detail'] {
  const { id: ruleId, conversationId } = rule
  return { ruleId, conversationId, rule: ruleWords(rule).join(' · '), by }
}
