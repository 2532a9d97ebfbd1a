import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import type { Secret } from '../../secret.ts'
import type { Labels } from './instruments.ts'
import type { Span, Tracer } from './tracer.ts'

/** What is done in one go: a reading of alerts, a look at machine actions, a tap (in a card or the tab), a delivery. */
export type Doing = 'poll' | 'look' | 'click' | 'delivery'

/** What every line of the log that is written meanwhile has: the id of each, and the trace when there is one. */
export type TrailFields = Readonly<Partial<Record<Doing | 'trace', string>>>

/** What something that happened is about. */
export type Ids = Readonly<Record<string, string | null>>

/** Where to send traces; without either there are none. */
export interface TraceTargets {
  /** An OTLP receiver's address (OpenTelemetry: "OTLP exporter configuration"). */
  readonly otlp: string | null
  readonly azure: Secret | null
}

/** Ties together what belongs to one reading, tap or delivery: in the log by ids, elsewhere by spans. */
export interface Trail extends AsyncDisposable {
  /** Runs the work as this, under an id of its own. All that queued a delivery since its last try shows in its lines, while this process knows. */
  during<T>(doing: Doing, work: () => Promise<T>, deliveryKey?: string): Promise<T>
  fields(): TrailFields
  /** Deliveries were queued by what is being done. */
  queued(keys: readonly string[]): void
  /** Something that took so long has just ended, as a span. */
  ended(what: string, ms: number, labels: Labels): void
  /** Something happened, as a mark on the present span. */
  happened(what: string, ids: Ids): void
  /** Loads what sends traces. */
  open(targets: TraceTargets): Promise<void>
}

interface Step {
  readonly fields: TrailFields
  readonly span: Span | null
}

/** What queued a delivery is known of so many; those before are on their way or have waited long. */
const MOST_ORIGINS = 5000

/** Nothing done yet. */
export function createTrail(): Trail {
  const present = new AsyncLocalStorage<Step>()
  const origins = new Map<string, Step>()
  let tracer: Tracer | null = null

  return {
    async during(doing, work, deliveryKey) {
      const origin = deliveryKey === undefined ? present.getStore() : origins.get(deliveryKey)
      if (deliveryKey !== undefined) origins.delete(deliveryKey)
      const span = tracer?.begin(doing, origin?.span ?? null, deliveryKey === undefined ? {} : { key: deliveryKey }) ?? null
      const fields = { ...origin?.fields, [doing]: randomBytes(4).toString('hex'), ...(span && { trace: span.traceId }) }
      try {
        return await present.run({ fields, span }, work)
      } catch (error) {
        span?.failed()
        throw error
      } finally {
        span?.end()
      }
    },
    fields: () => ({ ...present.getStore()?.fields }), // the log adds to what it is given
    queued(keys) {
      const step = present.getStore()
      if (!step) return
      for (const key of keys) {
        const before = origins.get(key)
        origins.delete(key)
        origins.set(key, { fields: { ...before?.fields, ...step.fields }, span: before?.span ?? step.span })
      }
      for (const key of origins.keys()) {
        if (origins.size <= MOST_ORIGINS) break
        origins.delete(key)
      }
    },
    ended: (what, ms, labels) => tracer?.begin(what, present.getStore()?.span ?? null, labels, Date.now() - ms).end(),
    happened: (what, ids) => present.getStore()?.span?.mark(what, ids),
    async open({ otlp, azure }) {
      if (otlp === null && azure === null) return
      const { openTracer } = await import('./tracer.ts')
      tracer = await openTracer({ otlp, azure })
    },
    [Symbol.asyncDispose]: async () => tracer?.[Symbol.asyncDispose](),
  }
}
