import * as z from 'zod/v4'
import type { ApprovalId, CaseId } from '../domain/ids.ts'

/** What can be done about a request for a second person; the `confirm-…` ones stand on the steps that `approve` opens. */
export const APPROVAL_VERBS = ['approve', 'confirm-approve', 'decline', 'confirm-break-glass'] as const
export type ApprovalVerb = (typeof APPROVAL_VERBS)[number]

/** A press of a button about a request: nothing of what was asked comes from the card. */
export interface ApprovalClick {
  readonly verb: ApprovalVerb
  readonly caseId: CaseId
  readonly nonce: number
  readonly approvalId: ApprovalId
  /** Why it cannot wait for a second person; `null` when nothing was typed. */
  readonly reason: string | null
}

/** Longer reasons are cut: Defender's comment also carries our mark. */
const LONGEST_REASON = 500

const shape = z.object({
  caseId: z.string().regex(/^[0-9a-f]{24}$/),
  nonce: z.int().nonnegative(),
  approvalId: z.string().regex(/^[0-9a-f]{16}$/),
  reason: z.string().nullish(),
})

/** Reads a press about a request for a second person; `null` for anything that we did not write on a card. */
export function parseApprovalClick(verb: string, data: unknown): ApprovalClick | null {
  const known = APPROVAL_VERBS.find((one) => one === verb)
  const { success, data: said } = shape.safeParse(data)
  if (!known || !success) return null
  const { caseId, nonce, approvalId } = said
  const reason = said.reason?.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON) || null
  return { verb: known, caseId: caseId as CaseId, nonce, approvalId: approvalId as ApprovalId, reason }
}
