import * as z from 'zod/v4'
import type { CaseId } from '../domain/ids.ts'
import type { TriageScope, TriageStep } from '../domain/triage.ts'
import { TRIAGE_SCOPES, TRIAGE_STEPS } from '../domain/triage.ts'
import type { Verdict } from '../domain/verdict.ts'
import { verdictOf } from '../domain/verdict.ts'

/** The verb of the button that opens the triage card; the steps on that card are `triage-take` … */
export const TRIAGE_VERB = 'triage'
export const TRIAGE_VERBS: readonly string[] = [TRIAGE_VERB, ...TRIAGE_STEPS.map((step) => `${TRIAGE_VERB}-${step}`)]

/** All that a button says: which case, which step (`null` opens the card), for alerts that looked how. */
export interface TriageClick {
  readonly verb: string
  readonly caseId: CaseId
  readonly nonce: number
  readonly step: TriageStep | null
  readonly scope: TriageScope
  /** Of the alerts of that scope, as the card showed them. */
  readonly print: string
  readonly verdict: Verdict | null
  readonly comment: string | null
}

/** Longer comments are cut. */
const LONGEST_COMMENT = 1000

const print = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .catch('')
const shape = z.object({
  caseId: z.string().regex(/^[0-9a-f]{24}$/),
  nonce: z.int().nonnegative(),
  scope: z.enum(TRIAGE_SCOPES).catch('these'),
  these: print,
  incident: print,
  verdict: z.string().nullish(),
  comment: z.string().nullish(),
})

/** Reads a button's verb and data; `null` for anything that we did not write on a card. */
export function parseTriageClick(verb: string, data: unknown): TriageClick | null {
  const { success, data: said } = shape.safeParse(data)
  if (!success || !TRIAGE_VERBS.includes(verb)) return null
  return {
    verb,
    caseId: said.caseId as CaseId,
    nonce: said.nonce,
    step: TRIAGE_STEPS.find((step) => verb === `${TRIAGE_VERB}-${step}`) ?? null,
    scope: said.scope,
    print: said[said.scope],
    verdict: verdictOf(said.verdict ?? ''),
    comment: tidyComment(said.comment ?? ''),
  }
}

/** What somebody wrote, in one line of bounded length; `null` for nothing. */
export function tidyComment(text: string): string | null {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_COMMENT) || null
}
