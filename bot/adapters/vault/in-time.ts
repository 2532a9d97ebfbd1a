/** Azure's SDKs wait as long as it takes; whoever wants something of us does not. */
const DEADLINE_MS = 10_000

/** Runs `work` with the signal of a deadline. @throws the deadline's `TimeoutError` when it comes first, listened to or not. */
export async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(DEADLINE_MS)
  const late = Promise.withResolvers<never>()
  const giveUp = (): void => late.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work(signal), late.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
