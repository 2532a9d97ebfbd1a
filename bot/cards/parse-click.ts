import * as z from 'zod/v4'
import type { ActionId, CaseId, DraftId, IntentId } from '../domain/ids.ts'
import type { IsolationType, ScanType, Verb } from '../domain/intent.ts'
import { ISOLATION_TYPES, SCAN_TYPES, VERBS } from '../domain/intent.ts'

const CASE_ID = /^[0-9a-f]{24}$/

/** What the buttons of a case's card can ask for. `confirm-…` stands on the confirm step that the plain verb opens. */
export type CardVerb = 'show' | 'show-machines' | 'more' | Verb | `confirm-${Verb}`
export const CARD_VERBS: readonly CardVerb[] = [
  'show',
  'show-machines',
  'more',
  ...VERBS,
  ...VERBS.map((verb) => `confirm-${verb}` as const),
]

/** All that a button says: what, in which case, against which generation. Never who, never a role, never a machine. */
export interface CardClick {
  readonly verb: (typeof CARD_VERBS)[number]
  readonly caseId: CaseId
  readonly nonce: number
  /** What the person left in the confirm step's field, `null` when there was none. */
  readonly reason: string | null
  readonly isolationType: IsolationType
  readonly scanType: ScanType
  /** The file that was chosen, with its own generation; to be held against the case's evidence. */
  readonly file: { readonly sha1: string; readonly generation: number } | null
  /** The action to cancel; to be held against the record. */
  readonly actionId: ActionId | null
}

/** What a button asks of the machine, and whether it is the second tap; `null` for one that asks nothing of it. */
export function stepOf(verb: CardVerb): { readonly verb: Verb; readonly confirmed: boolean } | null {
  const confirmed = verb.startsWith('confirm-')
  const plain = confirmed ? verb.slice('confirm-'.length) : verb
  const known = VERBS.find((one) => one === plain)
  return known ? { verb: known, confirmed } : null
}

/** The verb of a notice's buttons. */
export const DRAFT_VERB = 'confirm-draft'

/** The verb of the button that gets the link to a package. */
export const PACKAGE_VERB = 'package-link'

/** Whose package: the newest of a case's machine, or the one that an intent asked for. */
export type PackageClick = { readonly caseId: CaseId } | { readonly intentId: IntentId }

/** Reads the data of such a button; `null` for anything that we did not write there. */
export function parsePackageClick(data: unknown): PackageClick | null {
  const { success, data: said } = z
    .union([z.object({ caseId: z.string().regex(CASE_ID) }), z.object({ intentId: z.string().regex(/^[0-9a-f]{16}$/) })])
    .safeParse(data)
  if (!success) return null
  return 'caseId' in said ? { caseId: said.caseId as CaseId } : { intentId: said.intentId as IntentId }
}

/** Reads the data of a notice's button; `null` for anything that we did not write there. */
export function parseDraftClick(data: unknown): DraftId | null {
  const { success, data: said } = z.object({ draftId: z.string().regex(/^[0-9a-f]{16}$/) }).safeParse(data)
  return success ? (said.draftId as DraftId) : null
}

/** Longer reasons are cut: Defender's comment also carries our mark. */
const LONGEST_REASON = 500

const shape = z.object({
  caseId: z.string().regex(CASE_ID),
  nonce: z.int().nonnegative(),
  reason: z.string().nullish(),
  isolationType: z.enum(ISOLATION_TYPES).default('Full'),
  scanType: z.enum(SCAN_TYPES).default('Quick'),
  file: z
    .string()
    .regex(/^[0-9a-f]{40}\.\d{1,9}$/)
    .nullish(),
  actionId: z.guid().toLowerCase().nullish(),
})

/** Reads a button's verb and data; `null` for anything that we did not write on a card. */
export function parseClick(verb: string, data: unknown): CardClick | null {
  const known = CARD_VERBS.find((one) => one === verb)
  const { success, data: said } = shape.safeParse(data)
  if (!known || !success) return null
  const { caseId, nonce, isolationType, scanType, file, actionId } = said
  const reason = said.reason?.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || null
  const [sha1, generation] = file?.split('.') ?? []
  return {
    verb: known,
    caseId: caseId as CaseId,
    nonce,
    reason,
    isolationType,
    scanType,
    file: sha1 && generation ? { sha1, generation: Number(generation) } : null,
    actionId: (actionId ?? null) as ActionId | null,
  }
}
