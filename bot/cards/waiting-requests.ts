import type { Approval } from '../domain/approval.ts'
import type { CaseFile } from '../domain/case.ts'
import { filesOf } from '../domain/evidence-file.ts'
import type { CardButton } from './card-button.ts'
import { cardButton } from './card-button.ts'
import { lower, plain } from './plain.ts'
import { requestWords } from './request-words.ts'
import type { Times } from './times.ts'

/** What waits for a second person besides the request that the card shows whole. */
export interface WaitingRequests {
  /** Asked from this card: a tap opens the step before one is approved or declined. */
  readonly waiting: readonly { readonly line: string; readonly open: CardButton }[]
  /** The others, named and counted. */
  readonly alsoWaiting: string | null
}

/** Requests with a line of their own; a card has to end somewhere. */
const MOST_LINES = 3

/** The request that the card's buttons answer, the oldest that was asked from it; `null` where none was. */
export function answerable({ approvals, case: { id } }: CaseFile): Approval | null {
  return approvals.find(({ request }) => request.caseId === id) ?? null
}

/** The request that the card shows whole. */
export function foremost(file: CaseFile): Approval | null {
  return answerable(file) ?? file.approvals[0] ?? null
}

/** Every other request, so that none is hidden from whoever looks at the card alone. */
export function waitingRequests(file: CaseFile, times: Times): WaitingRequests {
  const { id } = file.case
  const others = file.approvals.filter((one) => one !== foremost(file))
  const lines = others.filter(({ request }) => request.caseId === id).slice(0, MOST_LINES)
  const about = { machine: file.machine, files: filesOf(file.alerts) }
  const rest = others.filter((one) => !lines.includes(one))
  return {
    waiting: lines.map(({ id: approvalId, request, askedBy, endsAt }) => ({
      line: `${requestWords(request, about)}: asked by ${plain(askedBy.name, 60)}, until ${times.at(endsAt)}`,
      open: cardButton('Answer this request', 'approve', { caseId: id, nonce: file.generation, approvalId }),
    })),
    alsoWaiting:
      rest.length === 0
        ? null
        : `${rest.length} more ${rest.length === 1 ? 'waits' : 'wait'} for approval: ${plain(rest.map(({ request }) => lower(requestWords(request, about))).join(', '), 400)}. ` +
          'Another card, or the tab, is where to answer.',
  }
}
