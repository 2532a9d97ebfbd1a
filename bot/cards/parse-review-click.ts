import * as z from 'zod/v4'
import type { ActionId, CaseId } from '../domain/ids.ts'
import type { ExtensionHours } from '../domain/isolation-review.ts'
import { EXTENSIONS_H } from '../domain/isolation-review.ts'

/** What the buttons about a review can ask for: `review` shows it, from the case's card. */
export const REVIEW_VERBS = ['review', 'extend-review', 'take-over-review'] as const

/** What a button about a review says. Never who. */
export type ReviewClick =
  | { readonly do: 'show'; readonly caseId: CaseId }
  | {
      readonly do: 'extend' | 'take-over'
      readonly reviewId: ActionId
      /** The case that it was pressed in, `null` where there is none. */
      readonly caseId: CaseId | null
      /** The review's revision that the person saw. */
      readonly nonce: number
      readonly hours: ExtensionHours
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
  back: z.boolean(),
})

/** Reads the verb and data of a button about a review; `null` for anything that we did not write on a card. */
export function parseReviewClick(verb: string, data: unknown): ReviewClick | null {
  if (verb === 'review') {
    const { success, data: said } = named.safeParse(data)
    return success ? { do: 'show', caseId: said.caseId as CaseId } : null
  }
  const { success, data: said } = shape.safeParse(data)
  if (!success) return null
  return {
    ...said,
    do: verb === 'extend-review' ? 'extend' : 'take-over',
    reviewId: said.reviewId as ActionId,
    caseId: said.caseId === '' ? null : (said.caseId as CaseId),
  }
}
