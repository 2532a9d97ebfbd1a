import type { Alert } from '../domain/alert.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Hurry } from '../domain/plan.ts'
import { planJoins } from '../domain/plan.ts'
import type { AlertSource, Clock, NewId } from '../ports.ts'
import type { AlertVersion } from '../records/defender.ts'
import type { Records, Store } from '../records.ts'
import { settleCases } from './settle-cases.ts'

/** What taking alerts in needs. */
export interface TakePorts {
  readonly store: Store
  /** Brings the machines of these alerts up to date, as far as that takes no longer than a few seconds. */
  readonly freshenMachines: (alerts: readonly Alert[], signal: AbortSignal) => Promise<void>
  readonly now: Clock
  /** Cases that closed before then are forgotten. */
  readonly keptSince: Clock
  readonly newId: NewId
}

/** What reading alerts needs. */
export interface ReadPorts extends TakePorts {
  readonly alerts: AlertSource
}

/** What was found. */
export interface Found {
  /** Alerts read that were new or changed. */
  readonly changed: number
  /** Cases with something new to show. */
  readonly touched: number
}

/** Alerts in one answer of Defender's: about 5 MB with their evidence. */
export const PAGE = 1000
/** Defender's largest answer (List alerts API). */
const LARGEST_PAGE = 10_000
/** Alerts in one transaction: a tap or a High's card, whose record waits for it, does not wait long. */
const PORTION = 60

/**
 * Brings alerts, cases and outbox forward, in portions. `record` writes, together with the last portion, how far reading
 * has come; `hurry` is for cards that stand already.
 */
export async function takeAlerts(
  { store, freshenMachines, now, keptSince, newId }: TakePorts,
  alerts: readonly Alert[],
  signal: AbortSignal,
  hurry: Hurry,
  record: (records: Records) => Promise<void>,
): Promise<Found> {
  await freshenMachines(alerts, signal)
  const total = { changed: 0, touched: 0 }
  for (let at = 0; at === 0 || at < alerts.length; at += PORTION) {
    const found = await store.transaction(async (records) => {
      const times = { now: now(), keptSince: keptSince() }
      const portion = await takePortion(records, alerts.slice(at, at + PORTION), times, newId, hurry)
      if (at + PORTION >= alerts.length) await record(records)
      return portion
    })
    total.changed += found.changed
    total.touched += found.touched
  }
  return total
}

async function takePortion(
  records: Records,
  portion: readonly Alert[],
  { now, keptSince }: Readonly<Record<'now' | 'keptSince', Instant>>,
  newId: NewId,
  hurry: Hurry,
): Promise<Found> {
  const revision = Number((await records.cursor('rules-revision')) ?? 0)
  const onRecord = await records.alertVersions(portion.map(({ id }) => id))
  const toLookAt = portion
    .filter((alert) => !isOlder(alert, onRecord.get(alert.id)))
    .map((alert) => ({ alert, changed: onRecord.get(alert.id)?.version !== alert.version }))
    .filter(({ alert, changed }) => changed || onRecord.get(alert.id)?.rulesRevision !== revision)
  if (toLookAt.length === 0) return { changed: 0, touched: 0 }

  const alerts = toLookAt.map(({ alert }) => alert)
  await records.saveAlerts(alerts, revision)
  const incidents = [...new Set(alerts.flatMap(({ incidentId }) => incidentId ?? []))]
  const openCases = await records.openCases(incidents)
  const hidden = await records.hiddenCases(openCases.map(({ id }) => id))
  const known = {
    rules: await records.rules(),
    conversations: await records.conversations(), // those that are gone too: what is theirs waits for them
    joined: await records.joined(alerts.map(({ id }) => id)),
    openCases: openCases.filter(({ id }) => !hidden.has(id)), // what is admitted is shown, on a card of its own if need be
    keptSince,
  }
  const joins = planJoins(toLookAt, known, () => newId(24) as CaseId, now)
  await records.saveCases(joins.opened)
  await records.joinAlerts(joins.joined)
  await settleCases(records, joins.touched, now, hurry)
  return { changed: toLookAt.filter(({ changed }) => changed).length, touched: joins.touched.length }
}

/** What was read before somebody changed the alert must not undo on record what Defender answered them. */
function isOlder({ updatedAt }: Alert, known: AlertVersion | undefined): boolean {
  return updatedAt !== null && known !== undefined && known.updatedAt !== null && updatedAt < known.updatedAt
}

/**
 * Every alert of a span that no time parts any further, such as one moment in which very many were changed at once. The
 * largest answer takes 10,000. Beyond that only `$skip` is left, because Defender documents no order to go by: an alert
 * that changes meanwhile moves to a newer moment, where it is read; one that moves up into its place is found by the sweep.
 */
export async function readWhole(
  source: AlertSource,
  from: Instant,
  until: Instant | null,
  signal: AbortSignal,
): Promise<{ readonly alerts: Alert[]; readonly asOf: Instant | null; readonly calls: number }> {
  const alerts: Alert[] = []
  for (let calls = 1; ; calls += 1) {
    const page = await source.updatedBetween(from, until, LARGEST_PAGE, alerts.length, signal)
    alerts.push(...page.alerts)
    if (page.alerts.length < LARGEST_PAGE) return { alerts, asOf: page.asOf, calls }
  }
}
