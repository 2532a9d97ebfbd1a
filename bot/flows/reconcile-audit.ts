import type { IntentId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import { OFFLINE_TRIED_FOR_MS } from '../domain/machine-action.ts'
import type { Finding, RecordedIntent } from '../domain/reconcile.ts'
import { reconcile } from '../domain/reconcile.ts'
import type { ActionSource, Clock } from '../ports.ts'
import type { AuditRecord, AuditRecords } from '../records/audit.ts'

const DAY_MS = 24 * 60 * 60_000
/** An action may wait so long before somebody cancels it, which changes it and tells of an intent that is younger. */
const BEFORE_MS = OFFLINE_TRIED_FOR_MS + DAY_MS
const AT_ONCE = 1000

/** What was compared, and what did not agree. */
export interface Reconciled {
  readonly actions: number
  readonly intents: number
  readonly findings: Finding[]
}

/**
 * Holds the audit against what Defender lists, from `since` on.
 * @throws BotError when Defender cannot be read
 */
export async function reconcileAudit(
  { store, actions, now }: { readonly store: AuditRecords; readonly actions: ActionSource; readonly now: Clock },
  since: Instant,
  signal: AbortSignal,
): Promise<Reconciled> {
  const from = plusMs(since, -BEFORE_MS)
  const listed = await actions.createdSince(from, signal)
  const intents = await recordedIntents(store, from) // after Defender: what it lists by then is on record before
  return { actions: listed.length, intents: intents.size, findings: reconcile(listed, intents, since, now()) }
}

async function recordedIntents(store: AuditRecords, since: Instant): Promise<Map<IntentId, RecordedIntent>> {
  const intents = new Map<IntentId, RecordedIntent>()
  for (let last = 0; ; ) {
    const page = await store.auditAfter(last, AT_ONCE, { since, until: null })
    for (const record of page) {
      const { intentId, event } = record
      if (intentId && event.startsWith('action.')) intents.set(intentId, recordedIntent(intentId, record))
    }
    const end = page.at(-1)
    if (!end) return intents
    last = end.seq
  }
}

function recordedIntent(id: IntentId, { machineId, actionId, event, detail, at }: AuditRecord): RecordedIntent {
  const state = event.slice('action.'.length)
  return {
    id,
    machineId,
    verb: detail['verb'] ?? null,
    upn: detail['mode'] === 'delegated' ? (detail['upn'] ?? null) : null,
    state,
    actionId,
    at,
  }
}
