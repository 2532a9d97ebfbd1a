/** How often one caller may ask: `burst` at once, and `perSecond` from then on. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** How much callers asked. A caller is a person where they are proven, else an address. */
export interface CallerLimit {
  /** Whether the caller may ask now; counts it when they may. */
  admits(caller: string): boolean
}

/** Callers counted at a time; whoever asked longest ago is forgotten first, as somebody who has not asked. */
const MOST_CALLERS = 1000

/** Nobody has asked yet. */
export function createCallerLimit({ burst, perSecond }: Rate, nowMs: () => number): CallerLimit {
  const left = new Map<string, { readonly asks: number; readonly atMs: number }>()
  const leftTo = (caller: string): number => {
    const before = left.get(caller)
    return before ? Math.min(burst, before.asks + ((nowMs() - before.atMs) / 1000) * perSecond) : burst
  }
  return {
    admits(caller) {
      const asks = leftTo(caller)
      left.delete(caller)
      left.set(caller, { asks: asks < 1 ? asks : asks - 1, atMs: nowMs() })
      const [oldest] = left.keys()
      if (left.size > MOST_CALLERS && oldest !== undefined) left.delete(oldest)
      return asks >= 1
    },
  }
}
