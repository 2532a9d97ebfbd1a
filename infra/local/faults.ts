import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FaultView } from './control/shapes.ts'
import type { Handler } from './platform.ts'

/** What a fault needs to be told; the rest has defaults: every method and path, once, status 503. */
export type FaultWish = Pick<FaultView, 'platform' | 'kind'> & Partial<Omit<FaultView, 'id'>>

/** The faults that are waiting for a request. */
export interface Faults {
  list(): readonly FaultView[]
  add(wish: FaultWish): FaultView
  /** Forgets one, or all; answers whether there was one. */
  clear(id?: string): boolean
  /** The first fault that fits, counted as played. */
  take(platform: FaultView['platform'], request: Request): FaultView | null
}

/** None at first. */
export function createFaults(): Faults {
  let waiting: readonly FaultView[] = []
  return {
    list: () => waiting,
    add(wish) {
      const rest = { method: null, path: null, status: 503, retryAfterSeconds: null, location: null, ms: 0, left: 1 }
      const fault: FaultView = { ...rest, ...wish, id: randomBytes(4).toString('hex') }
      new RegExp(fault.path ?? '')
      waiting = [...waiting, fault]
      return fault
    },
    clear(id) {
      const before = waiting.length
      waiting = waiting.filter((fault) => id !== undefined && fault.id !== id)
      return waiting.length < before
    },
    take(platform, request) {
      const { pathname, search } = new URL(request.url)
      const fault = waiting.find(
        (one) =>
          one.platform === platform &&
          (one.method ?? request.method) === request.method &&
          new RegExp(one.path ?? '').test(pathname + search),
      )
      if (fault?.left == null) return fault ?? null
      const left = fault.left - 1
      waiting = waiting.flatMap((one) => (one === fault ? (left > 0 ? [{ ...fault, left }] : []) : [one]))
      return fault
    },
  }
}

/** Answers as the fault says; `Response.error()` is a cut connection. */
export async function play(fault: FaultView, request: Request, handler: Handler): Promise<Response> {
  switch (fault.kind) {
    case 'delay':
      await wait(fault.ms, undefined, { ref: false })
      return handler(request)
    case 'after':
      await handler(request)
      await wait(fault.ms, undefined, { ref: false })
      return answered(fault)
    case 'reset-after':
      await handler(request)
      return Response.error()
    case 'answer':
      return answered(fault)
    case 'reset':
      return Response.error()
  }
}

function answered({ status, retryAfterSeconds, location }: FaultView): Response {
  const headers = {
    ...(retryAfterSeconds !== null && { 'retry-after': String(retryAfterSeconds) }),
    ...(location !== null && { location }),
  }
  return Response.json({ error: { code: 'ServiceError', message: 'A fault of the local tenant.' } }, { status, headers })
}
