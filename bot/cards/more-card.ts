import type { BatchVerb } from '../domain/batch.ts'
import type { CaseFile } from '../domain/case.ts'
import type { EvidenceFile } from '../domain/evidence-file.ts'
import type { CaseId } from '../domain/ids.ts'
import type { Offer } from '../domain/offers.ts'
import { BATCH_WORDS } from './batch-words.ts'
import type { CardButton } from './card-button.ts'
import { cardButton } from './card-button.ts'
import { machineName } from './case-words.ts'
import type { Colour } from './containment-line.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { isReady, offerLine } from './offer-line.ts'
import { PACKAGE_VERB } from './parse-click.ts'
import { plain } from './plain.ts'
import json from './templates/more.json' with { type: 'json' }
import type { Times } from './times.ts'

interface MoreView {
  readonly fallbackText: string
  readonly question: string
  readonly about: string
  readonly rows: readonly {
    readonly title: string
    readonly words: string
    readonly colour: Colour
    readonly buttons: readonly CardButton[]
  }[]
  readonly buttons: readonly CardButton[]
}

const expand = template<MoreView>(json)

/** What else may be asked of the case's machine, and how each stands; `several`: what can be asked of several machines of the incident here. Only the person who tapped sees it: it shows what their token may do. */
export function moreCard(
  file: CaseFile,
  offers: readonly Offer[],
  files: readonly EvidenceFile[],
  several: readonly BatchVerb[],
  times: Times,
): AdaptiveCard {
  const group = file.machine?.machineGroup ?? null
  const caseId = file.case.id
  const question = `More for ${machineName(file)}`
  return expand({
    fallbackText: question,
    question,
    about: group === null ? 'No machine group' : `Machine group ${plain(group, 60)}`,
    rows: offers.map((offer) => {
      const { button, ...line } = offerLine(offer, file.machine, files, times)
      return { ...line, buttons: [...actButtons(offer, button, caseId), ...packageButtons(offer, caseId)] }
    }),
    buttons: [
      ...several.map((act) => cardButton(`${BATCH_WORDS[act].title} several machines`, 'several', { caseId, act })),
      cardButton('Back', 'show', { caseId, nonce: file.generation }),
    ],
  })
}

function actButtons({ verb, generation, cancels }: Offer, title: string | null, caseId: CaseId): CardButton[] {
  if (verb === null || title === null) return []
  return [cardButton(title, verb, { caseId, nonce: generation, ...(cancels && { actionId: cancels.id }) })]
}

function packageButtons({ of, standing, barred }: Offer, caseId: CaseId): CardButton[] {
  return of === 'package' && !barred && isReady(standing) ? [cardButton('Get the link', PACKAGE_VERB, { caseId })] : []
}
