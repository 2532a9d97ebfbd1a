/** One line of the table. */
export interface Figure {
  readonly what: string
  readonly measured: number
  readonly unit: string
  /** What it may be at most; `null` where nothing is promised. */
  readonly target: number | null
}

/** The number below which this part of them lies. */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The figure as a line, with whether its target is met where it has one. */
export function line({ what, measured, unit, target }: Figure): string {
  const verdict =
    target === null ? '' : ` target ${String(target).padStart(5)} ${unit.padEnd(3)} ${measured <= target ? 'met' : 'MISSED'}`
  return `${what.padEnd(60)} ${measured.toFixed(2).padStart(8)} ${unit.padEnd(3)}${verdict}\n`
}
