import type { CaseFile } from '../domain/case.ts'
import type { Message } from '../ports.ts'
import { headline } from './case-words.ts'
import { template } from './expand.ts'
import { hiddenCard } from './hidden-card.ts'
import { mentioning, mentionName } from './mention.ts'
import { rankLook } from './severity.ts'
import json from './templates/raise.json' with { type: 'json' }

interface RaiseView {
  readonly fallbackText: string
  readonly severity: string
  readonly colour: string
  readonly headline: string
  readonly mention: string | null
}

const expand = template<RaiseView>(json)

/** The short reply that tells of a case's higher severity, and rings the phone of whom the rule mentions. */
export function raiseCard(file: CaseFile, severityRank: number): Message {
  if (file.hidden) return hiddenCard()
  const { word, colour } = rankLook(severityRank, file.alerts)
  const card = expand({
    fallbackText: `Now ${word}: ${headline(file)}`,
    severity: word,
    colour,
    headline: headline(file),
    mention: file.mention ? `<at>${mentionName(file.mention.name)}</at>` : null,
  })
  return { summary: `Now ${word}: ${headline(file)}`, body: { card: file.mention ? mentioning(card, [file.mention]) : card } }
}
