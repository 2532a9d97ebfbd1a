import type { Instant } from '../domain/instant.ts'
import { justAfter, msOf, parseInstant, plusMs } from '../domain/instant.ts'
import { middleOf } from '../domain/reading.ts'
import type { AlertSource } from '../ports.ts'
import type { CursorName, Records, Store } from '../records.ts'
import type { Found, ReadPorts } from './take-alerts.ts'
import { PAGE, readWhole, takeAlerts } from './take-alerts.ts'

/** One step of reading older alerts. */
export interface CatchUpStep extends Found {
  readonly what: 'catch-up' | 'sweep'
  /** Alerts read, known ones too. */
  readonly read: number
  readonly readTo: Instant
  /** Nothing is left to read. */
  readonly done: boolean
}

const MINUTE = 60_000
const SWEEP_EVERY_MS = 60 * MINUTE
const SWEEP_SPAN_MS = 48 * 60 * MINUTE
/** As many alerts as a step aims at, so that few answers are full and read again. */
const AIM = 700

/**
 * Makes the step that reads older alerts, oldest first: what `pollAlerts` left, what a new rule looks back to, and every hour
 * the last 48 hours, for what became visible late. How far it has come is on record with what it read. `null` when
 * there is nothing to read.
 */
export function createCatchUp(ports: ReadPorts): (signal: AbortSignal) => Promise<CatchUpStep | null> {
  const widths = new Map<CursorName, number>()

  return async (signal) => {
    const end = parseInstant(await ports.store.cursor('watermark'))
    const next = end && (await whatNext(ports.store, end, ports.now()))
    if (!next) return null

    const { what, from } = next
    const guess = plusMs(from, Math.ceil(widths.get(what) ?? msOf(end) - msOf(from)))
    const slice = await readSlice(ports.alerts, from, guess > from && guess < end ? guess : end, signal)
    widths.set(what, ((msOf(slice.until) - msOf(from)) * AIM) / Math.max(slice.alerts.length, AIM / 8))
    let done = false
    const found = await takeAlerts(ports, slice.alerts, signal, what === 'catch-up' ? 'calmly' : 'soon', async (records) => {
      done = await goOn(records, what, from, slice.until, ports.now())
    })
    if (done) widths.delete(what)
    return { ...found, what, read: slice.alerts.length, readTo: slice.until, done }
  }
}

/** What is to be read, and from where on; a sweep begins when the last one ended an hour ago, by whatever our clock says. */
async function whatNext(store: Store, end: Instant, now: Instant) {
  const left = parseInstant(await store.cursor('catch-up'))
  if (left !== null) return { what: 'catch-up', from: left } as const
  const swept = parseInstant(await store.cursor('swept'))
  const sweeping = parseInstant(await store.cursor('sweep'))
  if (sweeping !== null) return { what: 'sweep', from: sweeping } as const
  if (swept !== null && Math.abs(msOf(now) - msOf(swept)) < SWEEP_EVERY_MS) return null
  const from = plusMs(end, -SWEEP_SPAN_MS)
  await store.transaction((records) => records.setCursor('sweep', from))
  return { what: 'sweep', from } as const
}

/** The alerts from `from` on that fit one answer, and where they end. What is left is asked for half as much, until it fits. */
async function readSlice(source: AlertSource, from: Instant, end: Instant, signal: AbortSignal) {
  for (let until = end; ; ) {
    const { alerts } = await source.updatedBetween(from, until, PAGE, 0, signal)
    if (alerts.length < PAGE) return { alerts, until }
    const moment = justAfter(from)
    if (until <= moment) return { alerts: (await readWhole(source, from, until, signal)).alerts, until }
    until = middleOf(alerts, from, until) ?? moment
  }
}

/** Records that everything before `until` is read. Answers whether that was all; the watermark has moved meanwhile. */
async function goOn(records: Records, what: 'catch-up' | 'sweep', from: Instant, until: Instant, now: Instant): Promise<boolean> {
  if ((await records.cursor(what)) !== from) return false // a new rule looks back further
  const done = until >= ((await records.cursor('watermark')) ?? until)
  await records.setCursor(what, done ? null : until)
  if (done && what === 'sweep') await records.setCursor('swept', now)
  return done
}
