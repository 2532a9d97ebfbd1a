/** How loudly something is shown; a colour, and never the colour alone. */
export type Tone = 'bad' | 'warn' | 'note' | 'good' | 'calm'

const BY_RANK: readonly Tone[] = ['calm', 'calm', 'note', 'warn', 'bad']

/** Of an alert's severity rank; what we do not know is as loud as the worst that we know. */
export function severityTone(rank: number): Tone {
  return BY_RANK[rank] ?? 'bad'
}

/** Of Defender's High, Medium and Low: a machine's risk, exposure and value. */
export function levelTone(level: string | null): Tone {
  if (level === 'High') return 'bad'
  return level === 'Medium' ? 'warn' : 'calm'
}
