import { setTimeout as sleep } from 'node:timers/promises'

/** A loop that runs until disposed. */
export interface Loop extends AsyncDisposable {
  /** Ends the present wait, so that the next pass begins now; a wait after a failure is kept. */
  wake(): void
}

/**
 * Runs `pass` again and again; each answers how many milliseconds to wait before the next. Passes never overlap. When
 * one fails, `failed` is told and says how long to wait. Disposing ends the wait and lets the pass in hand finish.
 */
export function startLoop(pass: (signal: AbortSignal) => Promise<number>, failed: (error: unknown) => number): Loop {
  const stop = new AbortController()
  let waiting = new AbortController()

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      waiting = new AbortController()
      let ms: number
      let ends = AbortSignal.any([stop.signal, waiting.signal])
      try {
        ms = await pass(stop.signal)
      } catch (error) {
        if (stop.signal.aborted) return
        ms = failed(error)
        ends = stop.signal
      }
      await sleep(ms, undefined, { signal: ends }).catch(() => undefined)
    }
  }
  const ended = run()

  return {
    wake: () => waiting.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}

/**
 * Ends loops and waits for their passes in hand. `hanging` is told when that takes longer than all deadlines of a pass
 * together: something has none, and would be waited for without end.
 */
export async function endLoops(loops: readonly AsyncDisposable[], withinMs: number, hanging: () => void): Promise<void> {
  const late = setTimeout(hanging, withinMs)
  await Promise.all(loops.map((one) => one[Symbol.asyncDispose]())).finally(() => clearTimeout(late))
}
