import { BotError } from '../domain/error.ts'

/** What came of a check. `missing` is essential, a `warning` is not, what is `off` may stay so; `mend` is one sentence in the imperative. */
export type Outcome =
  | { readonly is: 'ok'; readonly says: string }
  | { readonly is: 'missing' | 'warning' | 'off'; readonly says: string; readonly mend: string }
  | { readonly is: 'unseen'; readonly says: string; readonly mend?: string }

/** One thing to look at; what it throws is a finding, too. */
export interface Check {
  readonly group: string
  readonly name: string
  readonly run: (signal: AbortSignal) => Promise<Outcome>
  /** How it is mended when it throws. */
  readonly mend: string
}

/** A check and what came of it. */
export type Finding = Pick<Check, 'group' | 'name'> & Outcome

/** All is as it must be. */
export const ok = (says: string): Outcome => ({ is: 'ok', says })
/** Something essential is amiss. */
export const missing = (says: string, mend: string): Outcome => ({ is: 'missing', says, mend })
/** Something is amiss that is not essential. */
export const warning = (says: string, mend: string): Outcome => ({ is: 'warning', says, mend })
export const off = (says: string, mend: string): Outcome => ({ is: 'off', says, mend })

/** Thrown by a check that needs what another one did not find; the message says why. */
export class NotLookedAt extends Error {}

/** What an earlier step gave. @throws NotLookedAt `because` it failed, which is the earlier check's to tell, or as it did. */
export async function given<T>(earlier: Promise<T>, because: string): Promise<T> {
  try {
    return await earlier
  } catch (error) {
    throw error instanceof NotLookedAt ? error : new NotLookedAt(because)
  }
}

const WITHIN_MS = 20_000

/** Carries all out side by side, each within 20 seconds or until `stop`; none can hide another. */
export function carryOut(checks: readonly Check[], stop: AbortSignal): Promise<Finding[]> {
  return Promise.all(checks.map(async (check) => ({ group: check.group, name: check.name, ...(await outcomeOf(check, stop)) })))
}

async function outcomeOf({ run, mend }: Check, stop: AbortSignal): Promise<Outcome> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(WITHIN_MS)])
  const late = Promise.withResolvers<never>()
  const giveUp = (): void => late.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([run(signal), late.promise])
  } catch (error) {
    if (error instanceof NotLookedAt) return { is: 'unseen', says: `not looked at, because ${error.message}` }
    return missing(wordsOf(error), mend)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** A failure in one line, with the other side's own code for it. */
export function wordsOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time'
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return error instanceof BotError && error.detail ? `${line} (${error.detail})` : line
}
