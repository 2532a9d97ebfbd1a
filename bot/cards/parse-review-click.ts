import * as z from 'zod/v4'
import type { ActionId, CaseId, PersonId } from '../domain/ids.ts'
import type { ExtensionHours } from '../domain/isolation-review.ts'
import { EXTENSIONS_H } from '../domain/isolation-review.ts'

/** What a button of a review's cards is for, by its verb; `choose` asks to whom it is to be handed over, `hand-over` does it. */
const MEANS = {
  'extend-review': 'extend',
  'take-over-review': 'take-over',
  'choose-owner': 'choose',
  'hand-over-review': 'hand-over',
  'back-to-review': 'back',
} as const

type ReviewVerb = keyof typeof MEANS

/** What the buttons about a review can ask for: `review` shows it, from the case's card. */
export const REVIEW_VERBS = ['review', ...Object.keys(MEANS)]

/** What a button about a review says. Never who. */
export type ReviewClick =
  | { readonly do: 'show'; readonly caseId: CaseId }
  | {
      readonly do: (typeof MEANS)[ReviewVerb]
      readonly reviewId: ActionId
      /** The case that it was pressed in, `null` where there is none. */
      readonly caseId: CaseId | null
      /** The review's revision that the person saw. */
      readonly nonce: number
      readonly hours: ExtensionHours
      /** The chosen person, not believed to be anybody; `null` while nobody is chosen. */
      readonly to: PersonId | null
      /** Pressed on what the case's card opened: the answer is that card. */
      readonly back: boolean
    }

const caseId = z.string().regex(/^[0-9a-f]{24}$/)
const named = z.object({ caseId })
const shape = z.object({
  reviewId: z.string().min(1).max(100),
  caseId: z.union([caseId, z.literal('')]),
  nonce: z.int().nonnegative(),
  hours: z.coerce.number().pipe(z.literal(EXTENSIONS_H)).default(24),
  to: z.string().max(64).default(''),
  back: z.boolean(),
})

/** Reads the verb and data of a button about a review; `null` for anything that we did not write on a card. */
export function parseReviewClick(verb: string, data: unknown): ReviewClick | null {
  if (verb === 'review') {
    const { success, data: said } = named.safeParse(data)
    return success ? { do: 'show', caseId: said.caseId as CaseId } : null
  }
  const { success, data: said } = shape.safeParse(data)
  if (!success || !isReviewVerb(verb)) return null
  return {
    ...said,
    do: MEANS[verb],
    reviewId: said.reviewId as ActionId,
    caseId: said.caseId === '' ? null : (said.caseId as CaseId),
    to: said.to === '' ? null : (said.to as PersonId),
  }
}

function isReviewVerb(verb: string): verb is ReviewVerb {
  return Object.hasOwn(MEANS, verb)
}
