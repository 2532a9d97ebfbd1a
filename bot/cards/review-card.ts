import { nextVerb } from '../domain/containment.ts'
import { cutOffWords } from '../domain/cut-off.ts'
import type { Mode } from '../domain/granted.ts'
import { isReadOnly } from '../domain/granted.ts'
import type { IsolationReview, ReviewFile } from '../domain/isolation-review.ts'
import { EXTENSIONS_H } from '../domain/isolation-review.ts'
import { groupWords } from '../domain/machine-group.ts'
import type { Message } from '../ports.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { mentioning, mentionName } from './mention.ts'
import { plain } from './plain.ts'
import { asksFor, dueWords, lengthWords, machineWords, ownerWords } from './review-words.ts'
import type { TabPlace } from './tab-link.ts'
import { tabLink } from './tab-link.ts'
import json from './templates/review.json' with { type: 'json' }
import type { Times } from './times.ts'

/** What cards about reviews are drawn with. */
export interface ReviewLook {
  readonly times: Times
  readonly mode: Mode
  readonly tab: TabPlace | null
}

interface ReviewView {
  readonly fallbackText: string
  readonly style: 'warning' | 'emphasis'
  readonly title: string
  readonly lines: readonly string[]
  readonly mention: string | null
  readonly choices: readonly { readonly title: string; readonly value: string }[]
  readonly buttons: readonly { readonly title: string; readonly verb: string; readonly style: string; readonly nonce: number }[]
  readonly links: readonly { readonly title: string; readonly url: string }[]
  readonly reviewId: string
  readonly caseId: string
  readonly back: boolean
}

const expand = template<ReviewView>(json)

/**
 * Asks whoever answers for an isolation whether it is still needed, and shows what became of that. `private` is what one person
 * opened from the case's card: it mentions nobody and leads back.
 */
export function reviewCard(
  file: ReviewFile,
  look: ReviewLook,
  way: 'shared' | 'private',
): Message & { readonly body: { readonly card: AdaptiveCard } } {
  const { review } = file
  const name = machineWords(review, file.machine)
  const title = titleOf(file, name)
  const mention = way === 'shared' && asksFor(review) ? review.owner : null
  const card = expand({
    fallbackText: title,
    style: asksFor(review) ? 'warning' : 'emphasis',
    title,
    lines: linesOf(file, look.times),
    mention: mention ? `For <at>${mentionName(mention.name)}</at>` : null,
    choices: review.endedAt ? [] : EXTENSIONS_H.map((hours) => ({ title: lengthWords(hours), value: String(hours) })),
    buttons: buttonsOf(file, look, way),
    links:
      look.tab && file.caseId === null
        ? [{ title: 'Open machine', url: tabLink(look.tab, `machine:${review.machineId}`, 'Open machine') }]
        : [],
    reviewId: review.id,
    caseId: file.caseId ?? '',
    back: way === 'private',
  })
  return { summary: title, body: { card: mention ? mentioning(card, [mention]) : card } }
}

function titleOf({ review, machine }: ReviewFile, name: string): string {
  const { done } = cutOffWords(machine)
  if (review.endedAt) return `${name} is no longer ${done}`
  return asksFor(review) ? `Does ${name} still have to be ${done}?` : `${name} stays ${done}`
}

function linesOf({ review, machine, containment }: ReviewFile, times: Times): string[] {
  if (review.endedAt) return [`Ended ${times.at(review.endedAt)}.`]
  const recorded = 'asked' in containment ? containment.asked.recorded : null
  return [
    machine ? `Machine group ${plain(groupWords(machine.machineGroup), 60)}` : 'Machine group not known',
    `${ownerWords(review, recorded)} · since ${times.at(review.since)}`,
    `${dueWords(review, times)}. Nothing is released by itself.`,
  ]
}

/** Releasing goes the way of the case's card; where there is no case the tab does it. */
function buttonsOf(
  { review, caseId, kind, machine, containment, generation, granted }: ReviewFile,
  { mode }: ReviewLook,
  way: string,
) {
  const back = { title: 'Back', verb: 'show', style: 'default', nonce: generation }
  const offered = isReadOnly(granted, mode) || review.endedAt !== null ? [] : decisions(review, kind)
  const release = offered.length > 0 && caseId !== null && nextVerb(containment) === 'unisolate'
  return [
    ...(release
      ? [{ title: `Release${cutOffWords(machine).from}`, verb: 'unisolate', style: 'default', nonce: generation }]
      : []),
    ...offered,
    ...(way === 'private' ? [back] : []),
  ]
}

/** Only in a channel is there anybody to hand it over to. */
function decisions({ revision: nonce }: IsolationReview, kind: ReviewFile['kind']) {
  return [
    { title: 'Extend', verb: 'extend-review', style: 'positive', nonce },
    { title: 'Take over', verb: 'take-over-review', style: 'default', nonce },
    ...(kind === 'channel' ? [{ title: 'Hand over…', verb: 'choose-owner', style: 'default', nonce }] : []),
  ]
}
