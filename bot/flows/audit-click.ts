import type { Click } from '../domain/click.ts'
import type { Clock } from '../ports.ts'
import type { AuditRecords } from '../records/audit.ts'

/** Puts a click that was refused on record, with why. */
export function auditClick(
  { store, now }: { readonly store: AuditRecords; readonly now: Clock },
  { person, verb, conversationId }: Click,
  why: string,
): Promise<void> {
  return store.appendAudit({
    at: now(),
    event: 'click.refused',
    person,
    machineId: null,
    caseId: null,
    intentId: null,
    actionId: null,
    detail: { verb: verb.slice(0, 64), conversationId, why },
  })
}
