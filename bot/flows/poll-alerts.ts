import type { Instant } from '../domain/instant.ts'
import { parseInstant, plusMs } from '../domain/instant.ts'
import type { AlertPage } from '../domain/reading.ts'
import { laterStart, movedWatermark, OVERLAP_MS } from '../domain/reading.ts'
import type { AlertSource } from '../ports.ts'
import type { Found, ReadPorts } from './take-alerts.ts'
import { PAGE, readWhole, takeAlerts } from './take-alerts.ts'

/** What a pass found, and what it took. */
export interface PollResult extends Found {
  /** Calls to Defender, those for machines apart. */
  readonly calls: number
  /** Something older is still to be read by `catch-up.ts`. */
  readonly behind: boolean
}

/**
 * Reads what Defender changed since the last pass and brings alerts, cases, outbox and watermark forward together. When
 * that does not fit one answer, the newest are read and what is older is left, on record, to `catch-up.ts`.
 * @throws BotError when Defender cannot be read
 */
export async function pollAlerts(ports: ReadPorts, signal: AbortSignal): Promise<PollResult> {
  const { store, alerts } = ports
  const watermark = parseInstant(await store.cursor('watermark'))
  const from = plusMs(watermark ?? ports.now(), -OVERLAP_MS)
  const newest = await readNewest(alerts, from, signal)
  const fitsFrom = newest.from > from ? newest.from : null
  let behind = false

  const found = await takeAlerts(ports, newest.alerts, signal, fitsFrom === null ? 'soon' : 'calmly', async (records) => {
    const left = await records.cursor('catch-up')
    const isLeft = fitsFrom !== null && (watermark === null || fitsFrom > watermark)
    if (isLeft && left === null) await records.setCursor('catch-up', from)
    await records.setCursor('watermark', movedWatermark(watermark, newest, fitsFrom))
    await records.setCursor('alerts-read', ports.now())
    behind = isLeft || left !== null
  })
  return { ...found, calls: newest.calls, behind }
}

/**
 * All alerts updated since `from`, or the newest of them that fit one answer, and where those begin. Defender's lists have
 * no order by time and change while they are paged, so that a full answer is read again from later on.
 */
async function readNewest(
  source: AlertSource,
  from: Instant,
  signal: AbortSignal,
): Promise<AlertPage & { readonly from: Instant; readonly calls: number }> {
  let start = from
  for (let calls = 1; ; calls += 1) {
    const page = await source.updatedBetween(start, null, PAGE, 0, signal)
    if (page.alerts.length < PAGE) return { ...page, from: start, calls }
    const later = laterStart(page, start)
    if (later === null) {
      const whole = await readWhole(source, start, null, signal)
      return { ...whole, from: start, calls: calls + whole.calls }
    }
    start = later
  }
}
