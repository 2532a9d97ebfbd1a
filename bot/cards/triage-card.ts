import type { Alert } from '../domain/alert.ts'
import { isResolved } from '../domain/alert.ts'
import type { CaseFile } from '../domain/case.ts'
import type { CaseId } from '../domain/ids.ts'
import { printOf } from '../domain/triage.ts'
import { keyOf, VERDICTS, verdictWords } from '../domain/verdict.ts'
import { machineName } from './case-words.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { plain } from './plain.ts'
import json from './templates/triage.json' with { type: 'json' }
import { countedAlerts, standingFacts } from './triage-words.ts'

/** The alerts that a person can triage: those of the case, and all of the incident where that is more. */
export interface TriageFacts {
  readonly these: readonly Alert[]
  readonly incident: readonly Alert[] | null
  /** Why the card is shown once more; `null` at first. */
  readonly news: string | null
}

interface Choice {
  readonly title: string
  readonly value: string
}

interface TriageView {
  readonly fallbackText: string
  readonly title: string
  readonly news: string | null
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly scopes: readonly Choice[]
  readonly take: string
  readonly start: string
  readonly verdicts: readonly Choice[]
  readonly caseId: CaseId
  readonly nonce: number
  readonly these: string
  readonly incident: string
}

const expand = template<TriageView>(json)

const CHOICES: readonly Choice[] = [
  { title: 'Leave as it is', value: 'keep' },
  ...VERDICTS.map((one) => ({ title: verdictWords(one.classification, one.determination), value: keyOf(one) })),
]

/** What one person can do to a case's alerts; only they see it. Its buttons work while the alerts are as shown. */
export function triageCard(file: CaseFile, { these, incident, news }: TriageFacts): AdaptiveCard {
  const where = file.case.machineId === null ? '' : ` on ${machineName(file)}`
  const what = these.length === 1 ? plain(these[0]?.title ?? 'Alert', 120) : countedAlerts(these.length)
  const resolved = these.every(isResolved)
  return expand({
    fallbackText: `Triage: ${what}${where}`,
    title: `${what}${where}`,
    news: news && plain(news, 200),
    facts: standingFacts(these),
    scopes: incident ? scopesOf(these, incident) : [],
    take: resolved ? 'Assign to me' : 'Assign to me, in progress',
    start: resolved ? 'Open again' : 'In progress',
    verdicts: CHOICES,
    caseId: file.case.id,
    nonce: file.generation,
    these: printOf(these),
    incident: incident ? printOf(incident) : '',
  })
}

/** A channel's rule may keep other alerts of the machine off its card. */
function scopesOf(these: readonly Alert[], incident: readonly Alert[]): Choice[] {
  return [
    { title: `On this card: ${countedAlerts(these.length)}`, value: 'these' },
    { title: `Whole incident: ${countedAlerts(incident.length)}`, value: 'incident' },
  ]
}
