import * as z from 'zod/v4'
import type { CaseId, DraftId } from '../domain/ids.ts'
import type { IsolationType } from '../domain/intent.ts'

/** What the buttons of a case's card can ask for. `confirm-…` stands on the confirm step that the plain verb opens. */
export const CARD_VERBS = ['show', 'show-machines', 'isolate', 'confirm-isolate', 'unisolate', 'confirm-unisolate'] as const
export type CardVerb = (typeof CARD_VERBS)[number]

/** All that a button says: what, in which case, against which generation. Never who, never a role, never a machine. */
export interface CardClick {
  readonly verb: CardVerb
  readonly caseId: CaseId
  readonly nonce: number
  /** What the person left in the confirm step's field, `null` when there was none. */
  readonly reason: string | null
  readonly isolationType: IsolationType
}

/** The verb of a notice's buttons. */
export const DRAFT_VERB = 'confirm-draft'

/** Reads the data of a notice's button; `null` for anything that we did not write there. */
export function parseDraftClick(data: unknown): DraftId | null {
  const { success, data: said } = z.object({ draftId: z.string().regex(/^[0-9a-f]{16}$/) }).safeParse(data)
  return success ? (said.draftId as DraftId) : null
}

/** Longer reasons are cut: Defender's comment also carries our mark. */
const LONGEST_REASON = 500

const shape = z.object({
  caseId: z.string().regex(/^[0-9a-f]{24}$/),
  nonce: z.int().nonnegative(),
  reason: z.string().nullish(),
  isolationType: z.enum(['Full', 'Selective']).default('Full'),
})

/** Reads a button's verb and data; `null` for anything that we did not write on a card. */
export function parseClick(verb: string, data: unknown): CardClick | null {
  const known = CARD_VERBS.find((one) => one === verb)
  const { success, data: said } = shape.safeParse(data)
  if (!known || !success) return null
  const reason = said.reason?.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || null
  return { verb: known, caseId: said.caseId as CaseId, nonce: said.nonce, reason, isolationType: said.isolationType }
}
