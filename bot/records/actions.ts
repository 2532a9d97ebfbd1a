import type { Containment } from '../domain/containment.ts'
import type { IntentId, MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import type { Family, Intent } from '../domain/intent.ts'
import type { MachineAction } from '../domain/machine-action.ts'

/** Intents and what became of them at Defender. */
export interface ActionRecords {
  /** What is known of these machines' isolation. */
  containments(machines: readonly MachineId[]): Promise<Map<MachineId, Containment>>
  /** Those of these machines where anything but containment is under way. */
  busyBesides(machines: readonly MachineId[]): Promise<Set<MachineId>>
  /** What was asked of a machine besides containment, newest first. */
  intentsOfMachine(machine: MachineId, most: number): Promise<Intent[]>
  /** Inserts or replaces; answers those that are new or changed. */
  saveActions(actions: readonly MachineAction[]): Promise<MachineAction[]>
  /** Actions on record that are not final. */
  openActions(): Promise<MachineAction[]>
  /** How often the machine's family has come to an end; a button carries it, and an older one does nothing. */
  generation(machine: MachineId, family: Family): Promise<number>
  raiseGeneration(machine: MachineId, family: Family): Promise<void>
  /** Records the wish, unless another of its machine and family is open: then false. */
  addIntent(intent: Intent): Promise<boolean>
  /** Records what became of it. @throws Error when its state does not allow that, which is a fault of ours. */
  saveIntent(intent: Intent): Promise<void>
  intent(id: IntentId): Promise<Intent | null>
  openIntents(): Promise<Intent[]>
  /** Those asked since. */
  intentsSince(since: Instant): Promise<Intent[]>
  /** Takes a person's name, UPN and reasons out of their closed intents; whether there were any. */
  forgetAsker(person: PersonId): Promise<boolean>
}
