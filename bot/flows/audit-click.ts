import type { Click } from '../domain/click.ts'
import type { CaseId, MachineId } from '../domain/ids.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Clock } from '../ports.ts'
import type { AuditRecords } from '../records/audit.ts'

/** What putting a refusal on record needs. */
export interface RefusalPorts {
  readonly store: AuditRecords
  readonly now: Clock
}

/** Puts a click that was refused on record, with why, and what it was about where that is known. */
export async function auditClick(
  { store, now }: RefusalPorts,
  { person, verb, conversationId }: Click,
  why: string,
  about: { readonly caseId: CaseId | null; readonly machineId: MachineId } | null = null,
): Promise<void> {
  await store.appendAudit({
    at: now(),
    event: 'click.refused',
    person,
    machineId: about?.machineId ?? null,
    caseId: about?.caseId ?? null,
    intentId: null,
    actionId: null,
    detail: { button: verb.slice(0, 64), conversationId, why },
  })
}

/** Puts a wish from the tab that was refused before it was an intent on record, with why. */
export async function auditTabRefusal(
  { store, now }: RefusalPorts,
  { id, name }: Viewer,
  machineId: MachineId | null,
  verb: string,
  why: string,
): Promise<void> {
  const person = { id, name }
  const nothing = { caseId: null, intentId: null, actionId: null }
  await store.appendAudit({ at: now(), event: 'tab.refused', person, machineId, ...nothing, detail: { verb, why } })
}
