import type { TenantEvent } from './shapes.ts'

/** What happens in the tenant, told to whoever listens. */
export interface Events {
  emit(event: TenantEvent): void
  /** A stream of server-sent events, from now on. */
  stream(): Response
}

/** Nobody listens at first. */
export function createEvents(): Events {
  const listeners = new Set<(line: string) => void>()
  return {
    emit(event) {
      for (const listener of listeners) listener(`data: ${JSON.stringify(event)}\n\n`)
    },
    stream() {
      const encoder = new TextEncoder()
      let listener: (line: string) => void
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          listener = (line) => controller.enqueue(encoder.encode(line))
          listener(': listening\n\n')
          listeners.add(listener)
        },
        cancel() {
          listeners.delete(listener)
        },
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
    },
  }
}
