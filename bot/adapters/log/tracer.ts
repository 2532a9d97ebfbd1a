import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { Labels } from './instruments.ts'
import type { Ids, TraceTargets } from './trail.ts'

/** One stretch of time in a trace. */
export interface Span {
  readonly traceId: string
  mark(what: string, ids: Ids): void
  failed(): void
  end(): void
}

/** OpenTelemetry's part of the traces. Disposing sends what is left. */
export interface Tracer extends AsyncDisposable {
  /** Begins a span, now or at `startMs`; without a parent it begins a trace. */
  begin(name: string, parent: Span | null, labels: Labels, startMs?: number): Span
}

/** What a stop waits for, at the most. */
const SEND_WITHIN_MS = 2000

/** Sends spans to each of the targets, every five seconds. */
export async function openTracer(targets: TraceTargets): Promise<Tracer> {
  const spanProcessors = (await exportersOf(targets)).map(
    (exporter) => new BatchSpanProcessor(exporter, { exportTimeoutMillis: SEND_WITHIN_MS }),
  )
  const provider = new BasicTracerProvider({ resource: resourceFromAttributes({ 'service.name': 'pocketsoc' }), spanProcessors })
  const tracer = provider.getTracer('pocketsoc')
  const known = new WeakMap<Span, ReturnType<typeof tracer.startSpan>>()
  return {
    begin(name, parent, labels, startMs) {
      const above = parent && known.get(parent)
      const context = above ? trace.setSpan(ROOT_CONTEXT, above) : ROOT_CONTEXT
      const inner = tracer.startSpan(
        name,
        {
          attributes: labels,
          kind: above ? SpanKind.CLIENT : SpanKind.SERVER,
          ...(startMs !== undefined && { startTime: startMs }),
        },
        context,
      )
      const span: Span = {
        traceId: inner.spanContext().traceId,
        mark: (what, ids) =>
          void inner.addEvent(what, Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id ?? undefined]))),
        failed: () => void inner.setStatus({ code: SpanStatusCode.ERROR }),
        end: () => inner.end(),
      }
      known.set(span, inner)
      return span
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  }
}

/** What cannot be sent is dropped, never kept on disk. */
async function exportersOf({ otlp, azure }: TraceTargets): Promise<SpanExporter[]> {
  const exporters: SpanExporter[] = []
  if (otlp) exporters.push(new OTLPTraceExporter({ url: `${otlp}/v1/traces`, timeoutMillis: SEND_WITHIN_MS }))
  if (azure) {
    const { AzureMonitorTraceExporter } = await import('@azure/monitor-opentelemetry-exporter')
    exporters.push(new AzureMonitorTraceExporter({ connectionString: azure.reveal(), disableOfflineStorage: true }))
  }
  return exporters
}
