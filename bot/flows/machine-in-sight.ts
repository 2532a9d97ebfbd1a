import { BotError } from '../domain/error.ts'
import type { MachineId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { ActingPerson, DefenderAsPerson, UserTokens } from '../ports.ts'
import { isHidden } from './gather-facts.ts'
import { rightsOf } from './see-as-person.ts'

/** What looking needs. */
export interface SightPorts {
  readonly tokens: Pick<UserTokens, 'fromSso' | 'fromSession'>
  readonly defender: Pick<DefenderAsPerson, 'machine'>
}

/** The person's rights, and the machine as Defender shows it to them; `noting` has on record that it does not. @throws BotError */
export async function machineInSight(
  ports: SightPorts,
  viewer: Viewer,
  id: MachineId,
  noting: (why: string) => Promise<void>,
  signal: AbortSignal,
): Promise<{ readonly person: ActingPerson; readonly machine: Machine }> {
  const person = await rightsOf(ports, viewer, signal)
  return { person, machine: await shownMachine(ports, person, id, noting, signal) }
}

/** The machine as Defender shows it to the person; `noting` has on record that it does not. @throws BotError */
export async function shownMachine(
  { defender }: Pick<SightPorts, 'defender'>,
  { token }: ActingPerson,
  id: MachineId,
  noting: (why: string) => Promise<void>,
  signal: AbortSignal,
): Promise<Machine> {
  try {
    return await defender.machine(id, token, signal)
  } catch (error) {
    if (!isHidden(error)) throw error
    await noting('Defender hides the machine')
    throw new BotError('not-found', 'no such machine in sight', { cause: error, onRecord: true })
  }
}
