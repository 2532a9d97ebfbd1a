import type { ConfirmFacts } from '../cards/confirm-card.ts'
import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import { isFinal } from '../domain/machine-action.ts'
import type { ActingPerson, DefenderAsPerson } from '../ports.ts'

/** What gathering needs. */
export interface FactPorts {
  readonly defender: DefenderAsPerson
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The person waits at the phone: what has not come by then is "not known". */
const WAIT_MS = 1500

/** Asks Defender as the person, all at once. `hidden`: Defender does not show them this machine, so they cannot act on it. */
export async function gatherFacts(
  { defender, pause }: FactPorts,
  machine: MachineId,
  { token }: ActingPerson,
  signal: AbortSignal,
): Promise<ConfirmFacts | 'hidden'> {
  const late = pause(WAIT_MS, signal).then(() => null)
  const inTime = <T>(answer: Promise<T>): Promise<T | null> => Promise.race([answer, late])
  const [seen, logons, actions] = await Promise.all([
    inTime(defender.machine(machine, token, signal)).catch((error: unknown) =>
      isHidden(error) ? ('hidden' as const) : notKnown(error),
    ),
    inTime(defender.logonUsers(machine, token, signal)).catch(notKnown),
    inTime(defender.actionsOf(machine, token, signal)).catch(notKnown),
  ])
  if (seen === 'hidden') return 'hidden'
  return { machine: seen, logons, open: actions?.filter((action) => !isFinal(action)) ?? null }
}

function isHidden(error: unknown): boolean {
  return error instanceof BotError && (error.code === 'forbidden' || error.code === 'not-found')
}

/** @throws what is no failure of Defender's, and a demand for more proof. */
function notKnown(error: unknown): null {
  if (error instanceof BotError && error.code !== 'sign-in-needed') return null
  throw error
}
