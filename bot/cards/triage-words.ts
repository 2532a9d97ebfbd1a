import type { Alert } from '../domain/alert.ts'
import { standing } from '../domain/triage.ts'
import { verdictWords } from '../domain/verdict.ts'
import { phrase } from './case-words.ts'
import { plain } from './plain.ts'

/** Label and value of what triage changes, as it stands; `differs` where these alerts do. */
export function standingFacts(alerts: readonly Alert[]): { readonly label: string; readonly value: string }[] {
  const { status, assignedTo, classification, determination } = standing(alerts)
  const said = <T>(value: T | null | undefined, none: string, words: (value: T) => string): string =>
    value === undefined ? 'differs' : value === null ? none : words(value)
  return [
    { label: 'Status', value: said(status, 'not known', (word) => phrase(word, 40)) },
    { label: 'Assigned to', value: said(assignedTo, 'nobody', (name) => plain(name, 80)) },
    {
      label: 'Classified',
      value: said(classification, 'not yet', (word) => plain(verdictWords(word, determination ?? null), 80)),
    },
  ]
}

/** So many alerts, in words. */
export function countedAlerts(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`
}
