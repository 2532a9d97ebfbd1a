import type { Approval } from '../domain/approval.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import type { Instant } from '../domain/instant.ts'
import { plusMs } from '../domain/instant.ts'
import type { Intent, Verb } from '../domain/intent.ts'
import type { Policy, PolicyFacts, Verdict } from '../domain/policy.ts'
import { judge } from '../domain/policy.ts'
import type { Records } from '../records.ts'

/** What policy looks at of the record. */
export type PolicyRecords = Pick<Records, 'machines' | 'intentsSince' | 'stop'>

/** Who wants to do what; `approval` is the request that somebody else answers for. */
export interface Asking {
  readonly verb: Verb
  readonly machineId: MachineId
  /** Entra object id, or a UPN. */
  readonly person: PersonId | string
  readonly approval: Pick<Approval, 'id'> | null
  /** Machines that this person will have asked for before it, and that are not on record yet. */
  readonly before?: readonly MachineId[]
}

const HOUR_MS = 60 * 60_000

/**
 * Asks policy about a wish, as the record has it. For use in the transaction that records the intent: transactions come
 * one after another, so that two taps at once are counted one after the other.
 */
export async function mayAct(records: PolicyRecords, policy: Policy, asking: Asking, now: Instant): Promise<Verdict> {
  return (await verdictsOn(records, policy, asking, now))(asking.verb)
}

/** What policy says of each thing that somebody may want of a machine, by one reading of the record. */
export async function verdictsOn(
  records: PolicyRecords,
  policy: Policy,
  asking: Omit<Asking, 'verb'>,
  now: Instant,
): Promise<(verb: Verb) => Verdict> {
  const facts = await policyFacts(records, policy, asking, now)
  return (verb) => {
    const verdict = judge(policy, { ...facts, verb })
    return verdict.is === 'second-person' && asking.approval ? { is: 'allowed' } : verdict
  }
}

/** What decides about a wish, as the record has it, whatever is wanted of the machine. */
export async function policyFacts(
  records: PolicyRecords,
  policy: Policy,
  asking: Omit<Asking, 'verb'>,
  now: Instant,
): Promise<Omit<PolicyFacts, 'verb'>> {
  const { machineId } = asking
  return {
    machine: (await records.machines([machineId])).get(machineId) ?? null,
    stop: await records.stop(),
    lastHour: lastHourOf(await records.intentsSince(plusMs(now, -HOUR_MS)), policy, asking),
  }
}

/** Other machines of the last hour: what was refused was not done, and what a second person approved is no one person's. */
function lastHourOf(
  intents: readonly Intent[],
  policy: Policy,
  { machineId, person, before = [] }: Omit<Asking, 'verb'>,
): PolicyFacts['lastHour'] {
  const braked = intents.filter(
    (intent) => intent.machineId !== machineId && intent.state !== 'refused' && policy.verbs[intent.verb] !== 'free',
  )
  const own = braked.filter((intent) => isBy(intent, person) && intent.approval?.how !== 'approved')
  return { byThisPerson: machinesOf(own, before), inTheTenant: machinesOf(braked, before) }
}

function isBy({ person, upn }: Intent, wanted: string): boolean {
  return person.id === wanted || upn?.toLowerCase() === wanted.toLowerCase()
}

function machinesOf(intents: readonly Intent[], before: readonly MachineId[]): number {
  return new Set([...intents.map(({ machineId }) => machineId), ...before]).size
}
