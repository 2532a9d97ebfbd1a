import { cutOffWords } from '../domain/cut-off.ts'
import type { Notice } from '../domain/delivery.ts'
import type { IsolationReview, ReviewFile } from '../domain/isolation-review.ts'
import type { Successor } from '../domain/member.ts'
import { MOST_SUCCESSORS } from '../domain/member.ts'
import type { AdaptiveCard } from './expand.ts'
import { template } from './expand.ts'
import { mentionName } from './mention.ts'
import { plain, upper } from './plain.ts'
import { dueWords, machineWords, ownerWords } from './review-words.ts'
import json from './templates/hand-over.json' with { type: 'json' }
import type { Times } from './times.ts'

interface HandOverView {
  readonly fallbackText: string
  readonly title: string
  readonly lines: readonly string[]
  readonly choices: readonly { readonly title: string; readonly value: string }[]
  readonly buttons: readonly { readonly title: string; readonly verb: string; readonly style: string }[]
  readonly reviewId: string
  readonly caseId: string
  readonly nonce: number
  readonly back: boolean
}

const expand = template<HandOverView>(json)

/** Asks one person who is to answer for an isolation from now on; `back` as on the card of the review that this was opened from. */
export function handOverCard({ review, caseId, machine }: ReviewFile, people: readonly Successor[], back: boolean): AdaptiveCard {
  const title = `Who answers for ${machineWords(review, machine)} from now on?`
  const more = people.length - MOST_SUCCESSORS
  return expand({
    fallbackText: title,
    title,
    lines: [
      ownerWords(review, null),
      people.length > 0
        ? 'Whoever you choose is mentioned in this channel, and has nothing to confirm.'
        : 'Nobody else of your organisation is in this channel.',
      ...(more > 0 ? [`${more} more are here: ask them to take it over.`] : []),
    ],
    choices: people.slice(0, MOST_SUCCESSORS).map(({ id, name }) => ({ title: mentionName(name), value: id })),
    buttons: [
      ...(people.length > 0 ? [{ title: 'Hand over', verb: 'hand-over-review', style: 'positive' }] : []),
      { title: 'Back', verb: 'back-to-review', style: 'default' },
    ],
    reviewId: review.id,
    caseId: caseId ?? '',
    nonce: review.revision,
    back,
  })
}

/** Tells the new owner, who reads it in the thread. */
export function handedOver(
  review: IsolationReview,
  machine: ReviewFile['machine'],
  to: Successor,
  by: { readonly name: string },
  times: Times,
): Notice {
  return {
    title: `${upper(cutOffWords(machine).thing)} of ${machineWords(review, machine)} handed over`,
    mention: to,
    lines: [`By ${plain(by.name, 60)}. ${dueWords(review, times)}.`],
    buttons: [],
  }
}
