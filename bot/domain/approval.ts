import type { ApprovalId, PersonId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { Intent, Wanted } from './intent.ts'

/** A person as records name them. */
interface Person {
  readonly id: PersonId
  readonly name: string
}

/** Exactly what is to be approved; anything else is another request. */
export interface Requested extends Wanted, Pick<Intent, 'machineId' | 'reason' | 'caseId' | 'conversationId' | 'batch'> {
  /** The machine's generation that the asker saw. */
  readonly generation: number
}

/** How a request ended. `bypassed`: somebody went on without the second person. `overtaken`: the machine has moved on. */
export type ApprovalEnd = 'approved' | 'bypassed' | 'declined' | 'withdrawn' | 'expired' | 'overtaken'

/** A wish that waits for a second person. At most one waits per machine and family. */
export interface Approval {
  readonly id: ApprovalId
  readonly request: Requested
  readonly askedBy: Person
  /** Why policy wants a second person. */
  readonly because: readonly string[]
  readonly askedAt: Instant
  readonly endsAt: Instant
  readonly state: 'waiting' | ApprovalEnd
  /** Whoever ended it; `null` while it waits, and where the clock or the machine did. */
  readonly endedBy: Person | null
  readonly endedAt: Instant | null
}

/** The second person of an intent, or what stood in for one. */
export interface Approved {
  readonly id: ApprovalId
  readonly askedBy: Person
  readonly how: 'approved' | 'bypassed'
}

/** Why this person may not decide a request, in words; `null` when they may. Defender still decides about the act itself. */
export function whyNotDecide(
  how: 'approved' | 'bypassed' | 'declined',
  { askedBy }: Approval,
  person: { readonly id: PersonId; readonly roles: readonly string[] },
  breakGlass: readonly string[],
): string | null {
  const own = person.id === askedBy.id
  const isLead = person.roles.includes('Lead')
  switch (how) {
    case 'approved':
      if (own) return 'You asked for this yourself: somebody else has to approve.'
      return isLead ? null : 'Approving needs the app role Lead.'
    case 'declined':
      return own || isLead ? null : 'Declining needs the app role Lead.'
    case 'bypassed':
      if (person.roles.some((role) => breakGlass.includes(role))) return null
      return breakGlass.length === 0
        ? 'Policy lets nobody go on without a second person.'
        : `Going on without a second person needs the app role ${breakGlass.join(' or ')}.`
  }
}

/**
 * Whether a request waits again, now that whoever answered it was refused: nothing was done, there still is what was asked for,
 * and nothing but the refusal itself has moved the machine on.
 */
export function waitsAgain(
  { request }: Approval,
  { state, refusal }: Pick<Intent, 'state' | 'refusal'>,
  generation: number,
): boolean {
  return state === 'refused' && refusal !== 'has-ended' && generation === request.generation + 1
}

/** What a request that waits has come to by now, without anybody: `null` while it can be decided. */
export function endOf({ endsAt, request }: Approval, now: Instant, generation: number): 'expired' | 'overtaken' | null {
  if (generation !== request.generation) return 'overtaken'
  return endsAt <= now ? 'expired' : null
}
