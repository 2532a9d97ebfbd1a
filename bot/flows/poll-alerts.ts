import type { Alert } from '../domain/alert.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { instantOf, msOf, parseInstant, plusMs } from '../domain/instant.ts'
import { planJoins } from '../domain/plan.ts'
import type { AlertSource, Clock, NewId } from '../ports.ts'
import type { Records, Store } from '../records.ts'
import { settleCases } from './settle-cases.ts'

/** What a pass of reading needs. */
export interface PollPorts {
  readonly store: Store
  readonly alerts: AlertSource
  /** Brings the machines of these alerts up to date; never throws. */
  readonly freshenMachines: (alerts: readonly Alert[], signal: AbortSignal) => Promise<void>
  readonly now: Clock
  readonly newId: NewId
}

/** What a pass found. */
export interface PollResult {
  /** Alerts read that were new or changed. */
  readonly changed: number
  /** Cases with something new to show. */
  readonly touched: number
}

const MINUTE = 60_000
/** Alerts become visible some time after their `lastUpdateTime`. */
const OVERLAP_MS = 10 * MINUTE
const SWEEP_EVERY_MS = 60 * MINUTE
const SWEEP_SPAN_MS = 48 * 60 * MINUTE
/** Alerts in one answer of Defender's; a full answer is read again in halves of its time span. */
const PAGE = 1000

/**
 * Reads what Defender changed since the last pass and brings alerts, cases, outbox and watermark forward together.
 * Every hour it looks back 48 hours, for what the overlap missed.
 * @throws BotError when Defender cannot be read; what was read before is on record.
 */
export async function pollAlerts(ports: PollPorts, signal: AbortSignal): Promise<PollResult> {
  const startedAt = ports.now()
  const { from, sweep, catchUp } = await readingFrom(ports.store, startedAt)
  const total = { changed: 0, touched: 0 }

  for await (const page of pages(ports.alerts, from, startedAt, signal)) {
    await ports.freshenMachines(page, signal)
    const found = await ports.store.transaction((records) => takePage(records, page, startedAt, ports))
    total.changed += found.changed
    total.touched += found.touched
  }
  await ports.store.transaction(async (records) => {
    if ((await records.cursor('watermark')) === null) await records.setCursor('watermark', startedAt)
    await records.setCursor('alerts-read', startedAt)
    if (sweep) await records.setCursor('swept', startedAt)
    if (catchUp !== null && (await records.cursor('catch-up')) === catchUp) await records.setCursor('catch-up', null)
  })
  return total
}

/** Where this pass begins: the overlap before the watermark, or further back for a sweep or a new rule. */
async function readingFrom(store: Store, now: Instant) {
  const watermark = parseInstant(await store.cursor('watermark'))
  const swept = parseInstant(await store.cursor('swept'))
  const catchUp = await store.cursor('catch-up')
  const sweep = swept === null || msOf(now) - msOf(swept) >= SWEEP_EVERY_MS
  const starts = [plusMs(watermark ?? now, -OVERLAP_MS), sweep ? plusMs(now, -SWEEP_SPAN_MS) : null, parseInstant(catchUp)]
  const from = starts.filter((start) => start !== null).reduce((a, b) => (a < b ? a : b))
  return { from, sweep, catchUp }
}

/**
 * Alerts updated since `from`, oldest spans first. Defender's lists have no order by time and change while they are
 * paged, so a span that does not fit one answer is halved rather than skipped through; only what changed within one
 * millisecond is paged, for it cannot be halved further.
 */
async function* pages(source: AlertSource, from: Instant, now: Instant, signal: AbortSignal): AsyncGenerator<Alert[]> {
  const spans: { from: Instant; until: Instant | null }[] = [{ from, until: null }]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const page = await source.updatedBetween(span.from, span.until, PAGE, 0, signal)
    const middle = instantOf(Math.floor((msOf(span.from) + msOf(span.until ?? maxOf(now, span.from))) / 2))
    if (page.length < PAGE) {
      yield page
    } else if (middle > span.from) {
      spans.push({ from: middle, until: span.until }, { from: span.from, until: middle })
    } else {
      yield page
      for (let skip = PAGE, rest = page; rest.length === PAGE; skip += PAGE) {
        rest = await source.updatedBetween(span.from, span.until, PAGE, skip, signal)
        yield rest
      }
    }
  }
}

async function takePage(records: Records, page: readonly Alert[], now: Instant, { newId }: PollPorts): Promise<PollResult> {
  const revision = Number((await records.cursor('rules-revision')) ?? 0)
  const onRecord = await records.alertVersions(page.map(({ id }) => id))
  const toLookAt = page
    .map((alert) => ({ alert, changed: onRecord.get(alert.id)?.version !== alert.version }))
    .filter(({ alert, changed }) => changed || onRecord.get(alert.id)?.rulesRevision !== revision)
  const alerts = toLookAt.map(({ alert }) => alert)
  await moveWatermark(records, page)
  if (toLookAt.length === 0) return { changed: 0, touched: 0 }

  await records.saveAlerts(alerts, revision)
  const incidents = [...new Set(alerts.flatMap(({ incidentId }) => incidentId ?? []))]
  const known = {
    rules: await records.rules(),
    conversations: await records.conversations(), // those that are gone too: what is theirs waits for them
    joined: await records.joined(alerts.map(({ id }) => id)),
    openCases: await records.openCases(incidents),
  }
  const joins = planJoins(toLookAt, known, () => newId(24) as CaseId, now)
  await records.saveCases(joins.opened)
  await records.joinAlerts(joins.joined)
  await settleCases(records, joins.touched, now)
  return { changed: toLookAt.filter(({ changed }) => changed).length, touched: joins.touched.length }
}

async function moveWatermark(records: Records, page: readonly Alert[]): Promise<void> {
  const newest = page
    .flatMap(({ updatedAt }) => updatedAt ?? [])
    .reduce<Instant | null>((a, b) => (a !== null && a > b ? a : b), null)
  const before = parseInstant(await records.cursor('watermark'))
  if (newest !== null && (before === null || newest > before)) await records.setCursor('watermark', newest)
}

function maxOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}
