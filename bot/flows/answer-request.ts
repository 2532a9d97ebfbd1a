import type { Approval } from '../domain/approval.ts'
import { whyNotDecide } from '../domain/approval.ts'
import type { PersonId } from '../domain/ids.ts'
import { verdictWords } from '../domain/policy-words.ts'
import type { ActingPerson } from '../ports.ts'
import type { ActInTimePorts } from './act-in-time.ts'
import { actInTime } from './act-in-time.ts'
import { toldRefusal } from './told-refusal.ts'

/** Somebody's answer to a request: as a second person, or in place of one. */
export interface Answer {
  readonly person: { readonly id: PersonId; readonly name: string }
  readonly as: ActingPerson
  readonly how: 'approved' | 'bypassed'
  /** Why it cannot wait for a second person. */
  readonly why: string | null
}

/** Shorter is no reason. */
const SHORTEST_WHY = 10

/**
 * Carries out a request to the letter, as whoever answers it, who must be allowed to. Answers why nothing was done, in words;
 * `null` when it was asked of Defender.
 * @throws BotError as `actOnMachine`
 */
export async function answerRequest(
  ports: ActInTimePorts,
  approval: Approval,
  { person, as, how, why }: Answer,
  signal: AbortSignal,
): Promise<string | null> {
  const { request, askedBy } = approval
  const refused = whyNotDecide(how, approval, { id: person.id, roles: as.roles }, ports.policy.breakGlass)
  if (refused) return refused
  if (how === 'bypassed' && (why ?? '').length < SHORTEST_WHY) return 'Say why it cannot wait for a second person.'
  const { caseId, conversationId, ...rest } = request
  const wish = {
    ...rest,
    reason: how === 'bypassed' ? `${request.reason}. Without a second person: ${why}` : request.reason,
    case: caseId && conversationId ? { id: caseId, conversationId } : null,
    person,
    approval: { id: approval.id, askedBy, how },
  }
  const acted = await actInTime(ports, wish, as, signal)
  if (acted === null) return 'The machine has moved on, or somebody else was first. Nothing was done.'
  if (acted !== 'late' && 'held' in acted) return verdictWords(acted.held)
  return acted === 'late' ? null : toldRefusal(ports.store, acted)
}
