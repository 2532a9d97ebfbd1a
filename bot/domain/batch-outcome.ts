import type { Approval, ApprovalEnd } from './approval.ts'
import type { BatchItem, ItemState } from './batch.ts'
import type { Intent, IntentState } from './intent.ts'
import { verdictWords } from './policy-words.ts'
import { refusalWords } from './refusal.ts'

/** How a request for a second person ended that nobody answered for. */
export type Unanswered = Exclude<ApprovalEnd, 'approved' | 'bypassed'>

/** A machine of a batch as the intent stands that was recorded for it. */
export function itemOfIntent(
  item: BatchItem,
  { id, state, refusal, verb }: Pick<Intent, 'id' | 'state' | 'refusal' | 'verb'>,
  machineGroup: string | null,
): BatchItem {
  const why = state === 'lost' ? LOST : refusal && refusalWords(refusal, verb, machineGroup)
  return { ...item, state: refusal === 'overtaken' ? refusal : OUTCOMES[state], intentId: id, why }
}

/** A machine of a batch while its request for a second person waits. */
export function itemOfWaiting(item: BatchItem, { because }: Pick<Approval, 'because'>): BatchItem {
  return { ...item, state: 'approval', intentId: null, why: verdictWords({ is: 'second-person', because }) }
}

/** A machine of a batch once its request for a second person has ended so. */
export function itemOfRequest(item: BatchItem, how: Unanswered, endedBy: Approval['endedBy']): BatchItem {
  return { ...item, state: how === 'overtaken' ? how : 'held', why: END_WORDS[how], ...(endedBy && { endedBy }) }
}

/** The first two are no outcome yet. */
const OUTCOMES: Readonly<Record<IntentState, ItemState>> = {
  asked: 'asking',
  sending: 'asking',
  accepted: 'accepted',
  joined: 'joined',
  refused: 'refused',
  unknown: 'unknown',
  lost: 'refused',
}

const LOST = 'Defender shows no such action. It can be asked for again.'

const END_WORDS: Readonly<Record<Unanswered, string>> = {
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  expired: 'Nobody approved in time',
  overtaken: 'It moved on before anybody approved',
}
