import type { RuleId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Rule } from '../domain/rule.ts'
import { ruleWords } from '../domain/rule-words.ts'
import type { AuditEntry } from '../records/audit.ts'
import type { Records } from '../records.ts'
import type { Changer } from './audit-change.ts'
import { auditChange } from './audit-change.ts'

/** Before any alert that Defender can still have. */
const THE_BEGINNING = '2000-01-01T00:00:00.0000000Z' as Instant

/** Adds a rule, in the caller's transaction; when it looks back, reading begins again from there once, so that what it admits is found. */
export async function addRule(records: Records, rule: Rule, by: Changer): Promise<void> {
  await records.addRule(rule)
  await auditChange(records, rule.createdAt, 'rule.added', by, told(rule, by))
  const from = rule.since ?? THE_BEGINNING
  const before = await records.cursor('catch-up')
  if (before === null || from < before) await records.setCursor('catch-up', from)
}

/** Removes a rule, in the caller's transaction; cards that it brought stay and are kept up to date. False when there is no such rule. */
export async function removeRule(records: Records, id: RuleId, by: Changer, now: Instant): Promise<boolean> {
  const rule = (await records.rules()).find((one) => one.id === id)
  if (!rule) return false
  await auditChange(records, now, 'rule.removed', by, told(rule, by))
  return records.removeRule(id)
}

function told(rule: Rule, by: Changer): AuditEntry['detail'] {
  const { id: ruleId, conversationId } = rule
  return { ruleId, conversationId, rule: ruleWords(rule).join(' · '), by: by ? 'card' : 'command-line' }
}
