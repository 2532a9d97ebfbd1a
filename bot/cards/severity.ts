import type { Alert, Open, Severity } from '../domain/alert.ts'
import { SEVERITIES, severityRank, wordOf } from '../domain/alert.ts'
import type { Colour } from './containment-line.ts'
import { plain } from './plain.ts'

/** How a severity looks: its word always, its colour beside it and never alone. */
export interface SeverityLook {
  readonly word: string
  readonly colour: Colour
  /** The style of the card's head. */
  readonly style: 'attention' | 'warning' | 'accent' | 'emphasis'
}

const LOOKS: readonly Omit<SeverityLook, 'word'>[] = [
  { colour: 'Default', style: 'emphasis' },
  { colour: 'Default', style: 'emphasis' },
  { colour: 'Accent', style: 'accent' },
  { colour: 'Warning', style: 'warning' },
  { colour: 'Attention', style: 'attention' },
]
/** What we do not know is shown as loudly as the worst that we know. */
const UNKNOWN: Omit<SeverityLook, 'word'> = { colour: 'Attention', style: 'attention' }

/** The look of an alert's severity. */
export function severityLook(severity: Open<Severity>): SeverityLook {
  return { word: plain(wordOf(severity), 24).toUpperCase(), ...(LOOKS[severityRank(severity)] ?? UNKNOWN) }
}

/** The look of a severity rank, with the word of the first of these alerts that has it. */
export function rankLook(rank: number, alerts: readonly Alert[]): SeverityLook {
  const alert = alerts.find(({ severity }) => severityRank(severity) === rank)
  if (alert && !alert.readable) return { word: 'UNREAD', ...UNKNOWN }
  return severityLook(alert?.severity ?? SEVERITIES[Math.max(rank, 0)] ?? 'High')
}
