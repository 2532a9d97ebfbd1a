import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Histogram, Counter as Sum } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { IMetricReader } from '@opentelemetry/sdk-metrics'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { Secret } from '../../secret.ts'
import type { Measure, Reading } from './instruments.ts'
import { INSTRUMENTS } from './instruments.ts'

/** OpenTelemetry's part of the metrics. */
export interface Meter extends AsyncDisposable {
  readonly measure: Measure
  readonly text: () => Promise<string>
}

const LOOP_SAMPLED_EVERY_MS = 50
/** What a stop waits for, at the most. */
const SEND_WITHIN_MS = 2000

/** Makes every instrument; `Metrics.open` says the rest. */
export async function openMeter(connectionString: Secret | null, gauges: () => Promise<readonly Reading[]>): Promise<Meter> {
  const prometheus = new PrometheusExporter({ preventServerStart: true })
  const readers: IMetricReader[] = connectionString ? [prometheus, await azureReader(connectionString)] : [prometheus]
  const provider = new MeterProvider({ resource: resourceFromAttributes({ 'service.name': 'pocketsoc' }), readers })
  const meter = provider.getMeter('pocketsoc')
  const sums = new Map<string, Sum>()
  const histograms = new Map<string, Histogram>()
  const shown = new Map<string, ReturnType<typeof meter.createObservableGauge>>()
  for (const [name, instrument] of Object.entries(INSTRUMENTS)) {
    const description = instrument.says
    if (instrument.kind === 'counter') sums.set(name, meter.createCounter(name, { description }))
    else if (instrument.kind === 'gauge') shown.set(name, meter.createObservableGauge(name, { description }))
    else
      histograms.set(
        name,
        meter.createHistogram(name, { description, advice: { explicitBucketBoundaries: [...instrument.buckets] } }),
      )
  }

  const delay = monitorEventLoopDelay({ resolution: LOOP_SAMPLED_EVERY_MS })
  delay.enable()
  meter.addBatchObservableCallback(
    async (result) => {
      for (const [name, value, labels] of [...(await gauges()), ...ownReadings(delay.max)]) {
        const gauge = shown.get(name)
        if (gauge) result.observe(gauge, value, labels)
      }
      delay.reset()
    },
    [...shown.values()],
  )

  const format = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    measure(name, value, labels) {
      sums.get(name)?.add(value, labels)
      histograms.get(name)?.record(value, labels)
    },
    async text() {
      const { resourceMetrics, errors } = await prometheus.collect()
      if (errors.length > 0) throw errors[0]
      return format.serialize(resourceMetrics)
    },
    async [Symbol.asyncDispose]() {
      delay.disable()
      await provider.shutdown()
    },
  }
}

/** `delayNs` has the wait between two samples in it. */
function ownReadings(delayNs: number): Reading[] {
  return [
    ['pocketsoc_event_loop_delay_seconds', Math.max(0, delayNs / 1e9 - LOOP_SAMPLED_EVERY_MS / 1000)],
    ['process_resident_memory_bytes', process.memoryUsage.rss()],
  ]
}

/** Takes a third of a second to load, and only where it is wanted. What cannot be sent is dropped, never kept on disk. */
async function azureReader(connectionString: Secret): Promise<IMetricReader> {
  const { AzureMonitorMetricExporter } = await import('@azure/monitor-opentelemetry-exporter')
  const exporter = new AzureMonitorMetricExporter({ connectionString: connectionString.reveal(), disableOfflineStorage: true })
  return new PeriodicExportingMetricReader({ exporter, exportTimeoutMillis: SEND_WITHIN_MS })
}
