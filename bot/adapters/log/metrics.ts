import type { Secret } from '../../secret.ts'
import type { Measure, Reading } from './instruments.ts'
import type { Meter } from './meter.ts'

/** The numbers that events add up to, and those that are read when somebody asks. */
export interface Metrics extends AsyncDisposable {
  readonly measure: Measure
  /**
   * Loads OpenTelemetry, which takes a tenth of a second: once the service listens. What was measured before counts.
   * `gauges` is asked at each reading; with a connection string Azure Monitor gets everything once a minute, too.
   */
  open(connectionString: Secret | null, gauges: () => Promise<readonly Reading[]>): Promise<void>
  /** Everything in Prometheus's text format. */
  text(): Promise<string>
}

/** Nothing measured yet. */
export function createMetrics(): Metrics {
  const early: Parameters<Measure>[] = []
  let measure: Measure = (...one) => early.push(one)
  const opening = Promise.withResolvers<Meter>()
  opening.promise.catch(() => undefined) // whoever opens hears of it
  let opened: Meter | null = null

  return {
    measure: (...one) => measure(...one),
    async open(connectionString, gauges) {
      try {
        const { openMeter } = await import('./meter.ts')
        opened = await openMeter(connectionString, gauges)
        for (const one of early.splice(0)) opened.measure(...one)
        measure = opened.measure
        opening.resolve(opened)
      } catch (error) {
        opening.reject(error)
        throw error
      }
    },
    text: async () => (await opening.promise).text(),
    [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose](),
  }
}
