import { containmentLine } from '../cards/containment-line.ts'
import type { Times } from '../cards/times.ts'
import type { BatchVerb } from '../domain/batch.ts'
import { nextVerb } from '../domain/containment.ts'
import type { MachineId, PersonId } from '../domain/ids.ts'
import type { Machine } from '../domain/machine.ts'
import { isOnboarded } from '../domain/machine.ts'
import type { Policy, Verdict } from '../domain/policy.ts'
import { verdictWords } from '../domain/policy-words.ts'
import { warningsOf } from '../domain/warnings.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../records.ts'
import { mayAct } from './may-act.ts'

/** A machine that may become one of a batch. */
export interface BatchChoice {
  readonly machine: Machine
  /** What is known of its isolation, in words. */
  readonly headline: string
  readonly generation: number
  /** Why it cannot be asked for now; `null` when it can. */
  readonly why: string | null
  /** What to know before confirming, the worst first. */
  readonly warnings: readonly string[]
}

/** What choosing needs. */
export interface ChoosePorts {
  readonly store: Store
  readonly times: Times
  readonly policy: Policy
  readonly now: Clock
}

/** How these machines stand on record, in the order given; one that Defender has not described is left out. */
export async function chooseMachines(
  { store, times, policy, now }: ChoosePorts,
  verb: BatchVerb,
  person: PersonId,
  ids: readonly MachineId[],
): Promise<BatchChoice[]> {
  const [machines, containments] = await Promise.all([store.machines(ids), store.containments(ids)])
  const choices: BatchChoice[] = []
  for (const id of ids) {
    const machine = machines.get(id)
    if (!machine) continue
    const containment = containments.get(id) ?? ({ is: 'unknown' } as const)
    const { headline } = containmentLine(containment, times, machine.machineGroup)
    const generation = await store.generation(id, 'containment')
    const verdict = await mayAct(store, policy, { verb, machineId: id, person, approval: null }, now())
    const why = whyNot(verb, machine, nextVerb(containment), headline) ?? barredBy(verdict)
    const told = warningsOf(verb, { machine, actions: null, kinds: policy.kinds, at: times.at })
    const held = verdict.is === 'second-person' ? verdictWords(verdict) : null
    choices.push({ machine, headline, generation, why, warnings: [...(held ? [held] : []), ...told.map(({ text }) => text)] })
  }
  return choices
}

function barredBy(verdict: Verdict): string | null {
  return verdict.is === 'refused' || verdict.is === 'stopped' ? verdictWords(verdict) : null
}

function whyNot(verb: BatchVerb, machine: Machine, next: BatchVerb | null, headline: string): string | null {
  if (verb === 'isolate' && !isOnboarded(machine)) return 'Not onboarded to Defender'
  return next === verb ? null : headline
}
