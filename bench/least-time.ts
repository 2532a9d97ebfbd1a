/** What Teams lets a bot send into one conversation (its "Rate limiting for bots" page): so many sends in so many milliseconds. */
const LIMITS = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
  [1_800, 3_600_000],
] as const

/** When each of these could be sent at the earliest, in order: `readyMs` rises. */
export function earliestMs(readyMs: readonly number[]): number[] {
  const sent: number[] = []
  for (const ready of readyMs) {
    sent.push(Math.max(ready, ...LIMITS.map(([sends, spanMs]) => (sent.at(-sends) ?? Number.NEGATIVE_INFINITY) + spanMs)))
  }
  return sent
}

/** The least time for so many sends that are all ready at once. */
export function leastTimeMs(sends: number): number {
  return earliestMs(Array<number>(sends).fill(0)).at(-1) ?? 0
}
