import type { ConfirmFacts } from '../cards/confirm-card.ts'
import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import type { MachineAction } from '../domain/machine-action.ts'
import { isFinal } from '../domain/machine-action.ts'
import type { ActingPerson, Clock, DefenderAsPerson, LogonUser } from '../ports.ts'
import type { Store } from '../records.ts'
import { noteListed } from './note-actions.ts'

/** What gathering needs. */
export interface FactPorts {
  readonly store: Store
  readonly defender: DefenderAsPerson
  readonly now: Clock
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The person waits at the phone: what has not come by then is "not known". */
const WAIT_MS = 1500

/** What Defender told of a machine within a person's patience; `null`: not told in time, or not at all. */
export interface Told {
  readonly machine: Machine | null
  readonly logons: readonly LogonUser[] | null
  readonly actions: readonly MachineAction[] | null
}

/**
 * Asks Defender as the person, all at once, and has on record what it lists of the machine's actions. `hidden`: Defender does not
 * show them this machine.
 */
export async function readAsPerson(
  { store, defender, now, pause }: FactPorts,
  machine: MachineId,
  { token }: ActingPerson,
  signal: AbortSignal,
): Promise<Told | 'hidden'> {
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
  if (actions) await store.transaction((records) => noteListed(records, machine, actions, now()))
  return { machine: seen, logons, actions }
}

/** What the person should know before they confirm; `hidden`: they cannot act on the machine. */
export async function gatherFacts(
  ports: FactPorts,
  machine: MachineId,
  person: ActingPerson,
  signal: AbortSignal,
): Promise<Pick<ConfirmFacts, 'machine' | 'logons' | 'open'> | 'hidden'> {
  const told = await readAsPerson(ports, machine, person, signal)
  if (told === 'hidden') return 'hidden'
  return { machine: told.machine, logons: told.logons, open: told.actions?.filter((action) => !isFinal(action)) ?? null }
}

/** Whether Defender says that it does not show the person what they asked for. */
export function isHidden(error: unknown): boolean {
  return error instanceof BotError && (error.code === 'forbidden' || error.code === 'not-found')
}

/** @throws what is no failure of Defender's, and a demand for more proof. */
function notKnown(error: unknown): null {
  if (error instanceof BotError && error.code !== 'sign-in-needed') return null
  throw error
}
